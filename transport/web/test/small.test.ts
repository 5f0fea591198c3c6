// psi, the Go client, against the small platform in TypeScript.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { SmallPlatform } from './small.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'blindmatch-small-'))
const email = (n: number): string => `person${n}@mail.example`
// 10,000 rows against 50,000 people behind the flag.
const [rows, users] = process.env.BLINDMATCH_SLOW ? [10_000, 50_000] : [600, 1200]

before(() => {
  execFileSync('go', ['build', '-o', `${dir}/`, './cmd/psi'], { cwd: root })
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost'
  execFileSync('openssl', [...request.split(' '), '-keyout', 'key.pem', '-out', 'cert.pem'], { cwd: dir, stdio: 'ignore' })
  // Half of the list is of users.
  const list = Array.from({ length: rows }, (_, i) => email(i < rows / 2 ? i : users + i))
  writeFileSync(join(dir, 'list.csv'), `email\n${list.join('\n')}\n`)
})
after(() => rmSync(dir, { recursive: true, force: true }))

for (const suite of ['ristretto255', 'P256']) {
  test(`psi counts and fills an audience at a platform in TypeScript, ${suite}`, async () => {
    const tls = { cert: readFileSync(join(dir, 'cert.pem'), 'utf8'), key: readFileSync(join(dir, 'key.pem'), 'utf8') }
    const params = { suite, purpose: 'audience-matching', profile: 'default-v1', types: ['email'] }
    const platform = new SmallPlatform(tls, params, Array.from({ length: users }, (_, i) => email(i)))
    await new Promise<void>((resolve) => platform.server.listen(0, 'localhost', resolve))
    try {
      const { port } = platform.server.address() as { port: number }
      const connection = { format: 'blindmatch-connection-v1', url: `https://localhost:${port}`, platform: 'small.example', advertiser: 'acme', server_ca: tls.cert }
      writeFileSync(join(dir, 'acme.json'), JSON.stringify(connection), { mode: 0o600 })
      const psi = (...args: string[]): Promise<any> =>
        new Promise((resolve, reject) => {
          const all = [...args, '-c', 'acme.json', '--state', 'state', '--dataset', 'users', '--json', 'list.csv']
          const run = spawn('./psi', all, { cwd: dir })
          let out = ''
          let errors = ''
          run.stdout.on('data', (text) => (out += text))
          run.stderr.on('data', (text) => (errors += text))
          run.on('close', (status) => (status === 0 ? resolve(JSON.parse(out)) : reject(new Error(`psi ends with ${status}: ${errors}`))))
        })
      assert.match(JSON.stringify(await psi('count')), new RegExp(`"value":${rows / 2}\\b`))
      await psi('audience', 'push', 'vips')
      assert.equal(platform.audiences.get('vips')?.size, rows / 2)
    } finally {
      platform.server.closeAllConnections()
      platform.server.close()
    }
  })
}
