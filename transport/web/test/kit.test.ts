// The page, in a headless Chromium, against the conformance kit: a platform that lies to it. The page's files come from
// here, and what it asks goes to `psi-vectors serve`, one case after the other.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseConnection, type Connection } from '../src/index.js'
import { Chromium, noChromium } from './chromium.js'
import { Recorder } from './recorder.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const pages = join(root, 'transport/web/page/static')

const honest = ['honest', 'honest-again', 'two-at-once', 'more-names']
const few = [
  'info-platform', 'info-old', 'info-type', 'code-unknown', 'redirect', 'nonce-own', 'policy-changes', 'status-ahead',
  'set-identity', 'set-unsorted', 'ledger-path', 'ledger-head-forked', 'result-context', 'result-high',
]

test('the page refuses what psi refuses, and ends no session of another tab', { skip: noChromium }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'blindmatch-kit-'))
  execFileSync('go', ['build', '-o', `${folder}/`, './cmd/psi-vectors'], { cwd: root, stdio: 'inherit' })
  const all = JSON.parse(execFileSync('./psi-vectors', ['serve', '--list', '--json'], { cwd: folder, encoding: 'utf8' })) as { cases: { case: string }[] }
  // What the connection is like, the browser decides, and not the page.
  const cases = process.env['BLINDMATCH_CAMPAIGN'] === undefined ? [...honest, ...few] : all.cases.map((one) => one.case).filter((name) => !name.startsWith('tls-'))
  const kit = spawn('./psi-vectors', ['serve', '--json', '--dir', 'try', ...cases.flatMap((name) => ['--case', name])], { cwd: folder })
  let report = ''
  kit.stdout.on('data', (text) => (report += text))
  await new Promise<void>((resolve, reject) => {
    let log = ''
    kit.stderr.on('data', (text) => {
      log += text
      if (log.includes('connection files are in')) resolve()
    })
    kit.on('exit', () => reject(new Error(log)))
  })
  const connection = (name: string): Connection => parseConnection(readFileSync(join(folder, 'try', `${name}.json`), 'utf8'))
  const { logKey } = connection('honest')

  let gate: Recorder
  let now: Connection
  const server = createServer((from, to) => {
    const file = join(pages, from.url === '/' ? 'index.html' : from.url!)
    if (existsSync(file)) {
      to.writeHead(200, { 'Content-Type': { html: 'text/html', css: 'text/css' }[file.split('.').pop()!] ?? 'text/javascript' })
      to.end(readFileSync(file))
    } else if (from.url === '/list.csv') {
      to.end(readFileSync(join(folder, 'try/list.csv')))
    } else if (from.url === '/who') {
      to.writeHead(200, { 'Content-Type': 'application/json' })
      const { platform, advertiser } = now
      to.end(JSON.stringify({ platform, advertiser, log_key: logKey, page: '00'.repeat(32), offers: [{ dataset: 'users', purpose: 'audience-matching' }] }))
    } else gate.pass(from, to, now.url.pathname + from.url!)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const chromium = await Chromium.start()
  /** asked drops the list and counts, in this tab or in one that it has opened. */
  const asked = async (tab: string): Promise<void> => {
    await chromium.until(`${tab}.querySelector('#input, #fault:not([hidden])')`, 'the page')
    await chromium.evaluate(`fetch('/list.csv').then((r) => r.blob()).then((list) => {
      const input = ${tab}.querySelector('#input'), files = new DataTransfer()
      files.items.add(new File([list], 'list.csv'))
      input.files = files.files
      input.dispatchEvent(new Event('change'))
    })`)
    await chromium.until(`${tab}.querySelector('#start, #fault:not([hidden])')`, 'the question')
    await chromium.evaluate(`${tab}.querySelector('#start:not([disabled])')?.click()`)
  }
  const answer = (tab: string): Promise<string> =>
    chromium.until(`(${tab}.querySelector('#number') ?? ${tab}.querySelector('#fault:not([hidden])') ?? ${tab}.querySelector('#no:not([hidden])'))?.textContent`, 'what comes of it', 120)
  try {
    for (const name of cases) {
      gate = await Recorder.start((now = connection(name)))
      await chromium.open(`${origin}/`)
      await asked('document')
      if (name === 'two-at-once') {
        await chromium.until('document.querySelector("#stay")?.textContent.includes("may be loaded again")', 'a complete list')
        await chromium.evaluate(`void (globalThis.other = open('${origin}/'))`)
        await chromium.until('other.location.href !== "about:blank" && other.document.readyState === "complete"', 'the other tab')
        await chromium.until('other.document.querySelector("#run:not([hidden])")', 'that it looks for what is under way')
        await chromium.until('other.document.querySelector("#run[hidden]") && other.document.querySelector("#input")', 'that it leaves that alone')
        await asked('other.document')
        assert.equal(await answer('other.document'), '700', 'the other tab')
      }
      const said = await answer('document')
      if (honest.includes(name)) assert.equal(said, '700', name)
      else assert.doesNotMatch(said, /^[\d,]+$/, name)
      await chromium.closeOthers()
      gate.stop()
    }
  } finally {
    await chromium.stop()
    chromium.forget()
    server.closeAllConnections()
    server.close()
    const ended = new Promise((resolve) => kit.once('close', resolve))
    kit.removeAllListeners('exit')
    kit.kill('SIGINT')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const { cases: seen, musts } = JSON.parse(report) as { cases: { case: string; verdict: string; saw?: string }[]; musts: { must: number; verdict: string }[] }
  assert.deepEqual(seen.filter(({ verdict }) => verdict === 'failed'), [])
  const untold = seen.filter(({ case: name, verdict }) => verdict !== 'passed' && !name.startsWith('result-'))
  assert.deepEqual(untold, [], 'not tested')
  for (const must of [2, 8, 17, 19, 35, 53]) assert.equal(musts.find((one) => one.must === must)?.verdict, 'passed', `M${must}`)
})
