// The page, in a headless Chromium: loaded again half way, audiences, and its element in another page.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Chromium, noChromium } from './chromium.js'
import { email, Platform } from './platform.js'
import { Recorder } from './recorder.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const example = join(root, 'transport/web/page/example')
const people = 10_000
const folder = mkdtempSync(join(tmpdir(), 'blindmatch-flow-'))

let platform: Platform
let recorder: Recorder
let chromium: Chromium

const text = (selector: string): Promise<string> => chromium.evaluate(`document.querySelector('${selector}').textContent`)
const click = (selector: string): Promise<void> => chromium.evaluate(`document.querySelector('${selector}').click()`)
const set = (selector: string, value: string): Promise<void> =>
  chromium.evaluate(`{ const s = document.querySelector('${selector}'); s.value = '${value}'; s.dispatchEvent(new Event('change')) }`)

/** listOf writes a list of users, and as many strangers, with the name of a segment that must not be found anywhere. */
function listOf(name: string, from: number, to: number): string {
  const rows = Array.from({ length: to - from }, (_, i) => [email(from + i), email(people + from + i)]).flat()
  const path = join(folder, name)
  writeFileSync(path, `email,tier\n${rows.map((row, i) => `${row},secret-tier-${i % 2}`).join('\n')}\n`)
  return path
}

const ready = async (path: string, origin = recorder.origin): Promise<void> => {
  await chromium.open(`${origin}/`)
  await chromium.until('document.querySelector("#input")', 'the drop zone')
  await chromium.choose('#input', path)
  await chromium.until('document.querySelector("#start:not([disabled])")', 'the question')
}

/** kept is what IndexedDB has: the keys of its records, whether its key could be taken away, and what can be read. */
const kept = (): Promise<{ session: string[]; tags: number; extractable?: boolean; readable: string }> =>
  chromium.evaluate(`new Promise((resolve) => {
    const open = indexedDB.open('blindmatch', 1)
    open.onupgradeneeded = () => { for (const name of ['session', 'tags']) open.result.createObjectStore(name) }
    open.onsuccess = () => {
      const all = open.result.transaction(['session', 'tags'])
      const requests = [all.objectStore('session').getAllKeys(), all.objectStore('tags').count(), all.objectStore('session').get('session')]
      all.oncomplete = () => {
        const [session, tags, held] = requests.map((one) => one.result)
        open.result.close()
        const readable = held ? new TextDecoder().decode(held.sealed) : ''
        resolve({ session, tags, readable, ...(held && { extractable: held.key.extractable }) })
      }
    }
  })`)

const opens = (): boolean => /\bopen\b/.test(platform.run('ledger sessions'))

before(async () => {
  if (noChromium) return
  platform = await Platform.start(['acme', 'paper'], people)
  recorder = await Recorder.start(platform.connection('acme'))
  chromium = await Chromium.start()
})
after(async () => {
  await chromium?.stop()
  chromium?.forget()
  recorder?.stop()
  await platform?.stop()
  rmSync(folder, { recursive: true })
})

test('the page says which it is, and the ledger too', { skip: noChromium }, async () => {
  await chromium.open(`${recorder.origin}/`)
  const said = await chromium.until('/in entry/.test(document.querySelector("#digest")?.textContent) && document.querySelector("#digest").textContent', 'the digest')
  const sums = execFileSync('sh', ['-c', 'LC_ALL=C sha256sum -- *.css *.html *.js | LC_ALL=C sort -k 2 | sha256sum'], {
    cwd: join(root, 'transport/web/page/static'), encoding: 'utf8',
  })
  assert.match(said, new RegExp(`This page is ${sums.slice(0, 64)} .* ledger says so since .*, in entry \\d+\\.`))
})

test('loaded again half way, it goes on and ends in the truth; then nothing is left of it', { skip: noChromium }, async () => {
  await ready(listOf('list.csv', 0, 1500))
  await set('[data-column="1"]', 'segment')
  await chromium.until('document.querySelector("#leaves")?.textContent.includes("2 segments")', 'the segments')
  await click('#start')
  await chromium.until('document.querySelector("#stay")?.textContent.includes("may be loaded again")', 'a complete list')
  // A leaf is done, and another one begun.
  await chromium.until('Number(document.querySelector("#phase-set [aria-valuenow]")?.getAttribute("aria-valuenow")) > 30', 'a third')
  const held = await kept()
  assert.deepEqual([held.session, held.tags > 0, held.extractable], [['session'], true, false])
  assert.doesNotMatch(held.readable, /secret-tier|"key"|session/)
  const asked = recorder.paths.length
  await chromium.page('Page.reload')
  await chromium.until('document.querySelector("#phase-set [aria-valuenow]")', 'that it goes on')
  await chromium.until('document.querySelector("#number")', 'the answer')
  assert.equal(await text('#number'), '1,500')
  assert.deepEqual(await chromium.evaluate('[...document.querySelectorAll(".bars span:first-child")].map((e) => e.textContent).sort()'),
    ['secret-tier-0', 'secret-tier-1'])
  assert.match(await text('#receipt'), /receipt/)
  const later = recorder.paths.slice(asked)
  const hashes = later.find((path) => path.endsWith('/leaves'))!.slice('GET '.length)
  const leaves = await chromium.evaluate(`fetch('${hashes}', { headers: { 'Blindmatch-Page': '1' } }).then((r) => r.arrayBuffer()).then((b) => b.byteLength / 32)`)
  const fetched = later.filter((path) => /^GET \/v1\/epochs\/[0-9a-f]+$/.test(path)).length
  assert.equal(fetched + held.tags, leaves, 'what was done is not fetched again')
  assert.equal(later.filter((path) => path.startsWith('DELETE') || path === 'POST /v1/sessions').length, 0)
  const gone = await kept()
  assert.deepEqual([gone.session, gone.tags], [[], 0])
  await chromium.page('Page.reload')
  await chromium.until('document.querySelector("#input") && document.querySelector("#answer")?.hidden', 'a page without an answer')
})

test('loaded again before the list is complete, it asks for the file; stopped, it keeps nothing', { skip: noChromium }, async () => {
  const list = listOf('list.csv', 0, 1500)
  await ready(list)
  await click('#start')
  await chromium.until('document.querySelector("#stay")', 'the run')
  await chromium.page('Page.reload')
  const said = await chromium.until('document.querySelector("#fault:not([hidden])")?.textContent', 'what became of it')
  assert.match(said, /loaded again before your list was complete\. Drop the file again; nothing was counted/)
  for (let i = 0; opens(); i++) {
    assert.ok(i < 20, 'the session is still open')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  await ready(list)
  await click('#start')
  await chromium.until('document.querySelector("#stay")?.textContent.includes("may be loaded again")', 'a complete list')
  await click('#stop')
  await chromium.until('document.querySelector("#fault:not([hidden])")', 'that it stopped')
  assert.deepEqual((await kept()).session, [])
  assert.equal(opens(), false)
})

test('an audience is filled, added to and taken from as psi does it', { skip: noChromium }, async () => {
  execFileSync('go', ['build', '-o', `${platform.dir}/`, './cmd/psi'], { cwd: root, stdio: 'inherit' })
  const psi = (action: string, file: string): string =>
    execFileSync('./psi', ['audience', action, 'autumn', file, '-c', 'paper.json', '--dataset', 'users', '--state', 'state'], { cwd: platform.dir, encoding: 'utf8', stdio: 'pipe' })
  const members = (advertiser: string): string[] =>
    platform.run('audience export autumn', '--advertiser', advertiser, '--dataset', 'users').trim().split('\n').slice(1)
      .map((line) => line.split(',').slice(0, 3).join(',')).sort()
  const page = async (what: string, file: string): Promise<string> => {
    await chromium.open(`${recorder.origin}/`)
    await chromium.until('document.querySelector("#input")', 'the drop zone')
    await chromium.choose('#input', file)
    await chromium.until('document.querySelector("#what")', 'the question')
    await set('#what', what)
    await chromium.until(`document.querySelector("#audience${what === 'create' ? '' : ' option'}")`, 'the audience')
    if (what === 'create') await chromium.evaluate(`{ const s = document.querySelector('#audience'); s.value = 'autumn'; s.dispatchEvent(new Event('input')) }`)
    await chromium.until('document.querySelector("#start:not([disabled])")', 'that it can be asked')
    assert.match(await text('#leaves'), /which of its users are on your list, by name/)
    await click('#start')
    await chromium.until('document.querySelector("#audience-done")', 'the audience')
    assert.equal(await chromium.evaluate('document.querySelector("#number")'), null)
    assert.equal(await chromium.evaluate('document.querySelector("#receipt") !== null'), true)
    return text('#audience-done')
  }
  const first = listOf('first.csv', 0, 1200)
  assert.match(await page('create', first), /^The audience autumn is on the platform, until /)
  psi('push', first)
  assert.equal(members('acme').length, 1200)
  assert.deepEqual(members('acme'), members('paper'))
  const more = listOf('more.csv', 1000, 1600)
  assert.match(await page('add', more), /is in the audience autumn now/)
  assert.equal(members('acme').length, 1600)
  assert.match(await page('remove', listOf('less.csv', 0, 500)), /not in the audience autumn any more/)
  psi('add', more)
  psi('remove', join(folder, 'less.csv'))
  assert.equal(members('acme').length, 1100)
  assert.deepEqual(members('acme'), members('paper'))
})

test('in another page of the platform the element counts, in its colours', { skip: noChromium }, async () => {
  const policy = /const policy = "([^"]+)"/.exec(readFileSync(join(example, 'main.go'), 'utf8'))![1]!
  const host = createServer((from, to) => {
    const path = from.url === '/' ? 'host.html' : from.url === '/host.css' ? 'host.css' : ''
    if (path) {
      to.writeHead(200, { 'Content-Type': path.endsWith('css') ? 'text/css' : 'text/html', 'Content-Security-Policy': policy })
      to.end(readFileSync(join(example, path)))
    } else recorder.pass(from, to, from.url!.replace(/^\/match/, ''))
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  const shadow = 'document.querySelector("blindmatch-match").shadowRoot'
  try {
    await chromium.open(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`)
    await chromium.until(`${shadow}?.querySelector("#input")`, 'the drop zone')
    const { result } = await chromium.page('Runtime.evaluate', { expression: `${shadow}.querySelector("#input")` })
    await chromium.page('DOM.setFileInputFiles', { objectId: result.objectId, files: [listOf('list.csv', 0, 700)] })
    await chromium.until(`${shadow}.querySelector("#start:not([disabled])")`, 'the question')
    const style = (of: string, name: string): Promise<string> => chromium.evaluate(`getComputedStyle(${shadow}.querySelector('${of}')).${name}`)
    assert.equal(await style('#start', 'backgroundColor'), 'rgb(122, 31, 92)')
    assert.equal(await style('#start', 'textTransform'), 'uppercase')
    assert.match(await style('#file', 'fontFamily'), /^Georgia/)
    await chromium.evaluate(`${shadow}.querySelector("#start").click()`)
    await chromium.until(`${shadow}.querySelector("#number")`, 'the answer')
    assert.equal(await chromium.evaluate(`${shadow}.querySelector("#number").textContent`), '700')
    const blocked = chromium.events.filter(({ params }) => /Content Security Policy/.test(JSON.stringify(params ?? '')))
    assert.deepEqual(blocked, [])
  } finally {
    host.closeAllConnections()
    host.close()
  }
})
