// The page, in a headless Chromium: what a page of another origin can do, and a stolen one.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Chromium, noChromium } from './chromium.js'
import { Platform } from './platform.js'
import { Recorder } from './recorder.js'

const pages = fileURLToPath(new URL('../../page/static', import.meta.url))

let platform: Platform
let recorder: Recorder
let chromium: Chromium

before(async () => {
  if (noChromium) return
  platform = await Platform.start(['acme'])
  recorder = await Recorder.start(platform.connection('acme'))
  chromium = await Chromium.start()
})
after(async () => {
  await chromium?.stop()
  chromium?.forget()
  recorder?.stop()
  await platform?.stop()
})

test('a page of another origin can’t start anything, nor can a stolen page without a session', { skip: noChromium }, async () => {
  const sessions = platform.run('ledger sessions')
  const evil: Server = createServer((_, to) => {
    to.writeHead(200, { 'Content-Type': 'text/html' })
    to.end(`<form method="post" action="${recorder.origin}/v1/sessions"><input name="a" value="b"></form>`)
  })
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
  const { port } = evil.address() as AddressInfo
  try {
    for (const host of ['127.0.0.1', 'localhost']) { // the same site on another port, and another site
      await chromium.open(`http://${host}:${port}/`)
      const tried = await chromium.evaluate(`Promise.all([
        fetch('${recorder.origin}/v1/sessions', { method: 'POST', credentials: 'include', body: '{}', headers: { 'Content-Type': 'application/json', 'Blindmatch-Page': '1' } }),
        fetch('${recorder.origin}/who', { credentials: 'include', headers: { 'Blindmatch-Page': '1' } }),
        fetch('${recorder.origin}/who', { credentials: 'include' }),
        import('${recorder.origin}/app.js'),
        new Promise((resolve, reject) => { const w = new Worker('${recorder.origin}/points.js'); w.onmessage = resolve; w.onerror = () => reject(new TypeError()) }),
      ].map((one) => Promise.race([one.then(() => 'done', (e) => e.name), new Promise((resolve) => setTimeout(resolve, 5000, 'nothing'))])))`)
      assert.equal(tried.length, 5)
      assert.ok(!tried.includes('done'), `${tried}`)
      const asked = await chromium.evaluate(`fetch('${recorder.origin}/v1/sessions', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }).then((r) => r.type, (e) => e.name)`)
      assert.match(asked, /opaque|TypeError/)
      await chromium.evaluate('document.forms[0].submit()')
      await chromium.until('document.body.innerText.includes("own page")', 'that the form is refused', 20)
    }
    assert.equal(platform.run('ledger sessions'), sessions, 'no session was opened')
  } finally {
    evil.closeAllConnections()
    evil.close()
  }

  // Whoever has the page's files and not the platform's session.
  const { clientCertificate: _, clientKey: __, ...nobody } = platform.connection('acme')
  const stolen = await Recorder.start(nobody)
  const thief = createServer((from, to) => {
    const path = join(pages, from.url === '/' ? 'index.html' : from.url!)
    if (!existsSync(path)) return stolen.pass(from, to, from.url!)
    to.writeHead(200, { 'Content-Type': { html: 'text/html', css: 'text/css' }[path.split('.').pop()!] ?? 'text/javascript' })
    to.end(readFileSync(path))
  })
  await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve))
  try {
    await chromium.open(`http://127.0.0.1:${(thief.address() as AddressInfo).port}/`)
    await chromium.until('document.querySelector("#fault:not([hidden])")?.textContent', 'that it knows nobody', 20)
    assert.equal(await chromium.evaluate('document.querySelector("#input")'), null)
    assert.ok(stolen.paths.includes('GET /who'))
    const got = await chromium.evaluate(`fetch('/v1/sessions', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json', 'Blindmatch-Page': '1' } }).then((r) => r.status, (e) => e.name)`)
    assert.ok(got === 'TypeError' || got === 401 || got === 403, `${got}`)
    assert.equal(platform.run('ledger sessions'), sessions)
  } finally {
    thief.closeAllConnections()
    thief.close()
    stolen.stop()
  }
})
