// The page, in a headless Chromium: every state that the other tests have no look at, in both languages; and audiences
// and the element by the keyboard alone.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Chromium, focused, noChromium } from './chromium.js'
import { look } from './look.js'
import { email, Platform } from './platform.js'
import { Recorder } from './recorder.js'

const example = fileURLToPath(new URL('../../page/example', import.meta.url))
const people = 10_000
const folder = mkdtempSync(join(tmpdir(), 'blindmatch-states-'))

let platform: Platform
let recorder: Recorder
let noisy: Recorder
let chromium: Chromium
let host: Server

before(async () => {
  if (noChromium) return
  platform = await Platform.start(['acme', 'noisy'], people)
  recorder = await Recorder.start(platform.connection('acme'))
  noisy = await Recorder.start(platform.connection('noisy'))
  chromium = await Chromium.start()
})
after(async () => {
  await chromium?.stop()
  chromium?.forget()
  recorder?.stop()
  noisy?.stop()
  host?.closeAllConnections()
  host?.close()
  await platform?.stop()
  rmSync(folder, { recursive: true })
})

/** inside is where the page is: the document, or an element's inside. */
let inside = 'document'
const exists = (selector: string): string => `${inside}?.querySelector('${selector}')`
const text = (selector: string): Promise<string> => chromium.evaluate(`${exists(selector)}.textContent`)
const set = (selector: string, value: string): Promise<void> =>
  chromium.evaluate(`{ const s = ${exists(selector)}; s.value = '${value}'; s.dispatchEvent(new Event('change')) }`)
const click = (selector: string): Promise<void> => chromium.evaluate(`${exists(selector)}.click()`)
const wait = (selector: string): Promise<void> => chromium.until(exists(selector), selector, 120)

/** both looks at a state in both languages. */
async function both(name: string): Promise<void> {
  for (const language of ['de', 'en']) {
    await set('#language', language)
    await look(chromium, `${name}-${language}`)
  }
}

function listOf(name: string, users: number, title = 'email,tier'): string {
  const path = join(folder, name)
  const rows = Array.from({ length: users }, (_, i) => `${email(i)},${['Gold', 'Silver'][i % 2]}\n${email(people + i)},Gold`)
  writeFileSync(path, `${title}\n${rows.join('\n')}\n`)
  return path
}

async function open(path?: string, origin = recorder.origin): Promise<void> {
  inside = 'document'
  await chromium.open(`${origin}/`)
  await wait('#input')
  if (!path) return
  await chromium.choose('#input', path)
  await wait('#what')
}

const fault = (): Promise<string> => chromium.until('document.querySelector("#fault:not([hidden])")?.textContent', 'a fault', 60)

test('what can be wrong, in words', { skip: noChromium }, async () => {
  const list = listOf('list.csv', 700)
  await open()
  await both('20-start')
  writeFileSync(join(folder, 'broken.csv'), 'email\n"ann@example.org')
  await chromium.choose('#input', join(folder, 'broken.csv'))
  await set('#language', 'en')
  assert.match(await fault(), /^That did not work: line 2: A quote/)
  await set('#language', 'de')
  assert.match(await fault(), /^Das hat nicht geklappt: Zeile 2: Ein Anführungszeichen/, 'a fault follows the language')
  await both('21-broken')

  writeFileSync(join(folder, 'names.csv'), Buffer.from('Name,Stra\xdfe\nAnn,M\xfchlweg 3\n', 'latin1'))
  await chromium.choose('#input', join(folder, 'names.csv'))
  await chromium.until('document.querySelector("#check .warn")', 'that there is no identifier')
  await both('22-no-identifiers')

  await chromium.choose('#input', listOf('short.csv', 50))
  await chromium.until('document.querySelector("#start[disabled]")', 'that it is too short')
  await both('23-too-short')

  await chromium.choose('#input', list)
  await chromium.until('document.querySelector("#start:not([disabled])")', 'the question')
  await set('#offer', '1')
  await chromium.until('document.querySelector("#ask").textContent.includes("P-256")', 'the other suite')
  await both('24-p256')

  // The platform gets another key, and it forgets who is asking.
  await chromium.evaluate(`localStorage.setItem('blindmatch log key', 'another')`)
  await chromium.open(`${recorder.origin}/`)
  await fault()
  await both('25-other-ledger')
  await chromium.evaluate(`localStorage.removeItem('blindmatch log key')`)
})

test('on the way: before the list is complete, after it, loaded again, stopped', { skip: noChromium }, async () => {
  const list = listOf('list.csv', 1200)
  let release = (): void => undefined
  const hold = (path: RegExp): void => {
    const held = new Promise<void>((resolve) => (release = resolve))
    recorder.gate = (asked) => (path.test(asked) ? held : undefined)
  }
  await open(list)
  await set('[data-column="1"]', 'segment')
  await chromium.until('document.querySelector("#start:not([disabled])")', 'the question')
  hold(/\/list\/\d+$/)
  await click('#start')
  await chromium.until('document.querySelector("#phase-list [aria-valuenow]")', 'the list')
  await both('30-list')
  await chromium.reload()
  assert.match(await fault(), /loaded again before your list was complete/)
  release()
  await both('31-begun')

  await open(list)
  await set('[data-column="1"]', 'segment')
  await chromium.until('document.querySelector("#start:not([disabled])")', 'the question')
  hold(/\/v1\/epochs\/[0-9a-f]+$/)
  await click('#start')
  await chromium.until('document.querySelector("#stay")?.textContent.includes("may be loaded again")', 'a complete list')
  await both('32-complete')
  assert.match(await text('#stay'), /may be loaded again/)
  await chromium.reload()
  await wait('#stop')
  await both('33-goes-on')
  recorder.gate = () => undefined
  release()
  await wait('#number')
  assert.equal(await text('#number'), '1,200')
  await both('34-answer')

  await open(list)
  await chromium.until('document.querySelector("#start:not([disabled])")', 'the question')
  hold(/\/v1\/epochs\/[0-9a-f]+$/)
  await click('#start')
  await wait('#stop')
  await click('#stop')
  assert.match(await fault(), /Stopped/)
  recorder.gate = () => undefined
  release()
  await both('35-stopped')
})

test('a number with noise, and what is too soon', { skip: noChromium }, async () => {
  await open(listOf('list.csv', 1200), noisy.origin)
  await chromium.until('document.querySelector("#start:not([disabled])")', 'the question')
  await both('40-noise')
  await click('#start')
  await wait('#number')
  await both('41-noise-answer')
  await click('#again')
  await chromium.until('document.querySelector("#start[disabled]")', 'that it is too soon')
  await both('42-too-soon')
  if (process.env['BLINDMATCH_SLOW'] === undefined) return // it takes a minute
  await chromium.until('document.querySelector("#start:not([disabled])")', 'that it is soon enough', 90)
})

/** arrow presses the arrow until a select has a value. */
async function arrow(selector: string, value: string, key: 'ArrowDown' | 'ArrowUp' = 'ArrowDown'): Promise<void> {
  await chromium.tabTo(selector)
  for (let i = 0; (await chromium.evaluate(`${focused}.value`)) !== value; i++) {
    assert.ok(i < 20, `the arrows do not lead to ${value}`)
    await chromium.press(key)
  }
}

test('audiences by the keyboard alone', { skip: noChromium }, async () => {
  await open()
  const choose = async (list: string): Promise<void> => {
    await chromium.tabTo('#input')
    await chromium.openChooser(list)
    await wait('#what')
  }
  const asked = async (name: string): Promise<void> => {
    await chromium.until('document.querySelector("#start:not([disabled])")', 'that it can be asked')
    await both(`${name}-asked`)
    await chromium.tabTo('#start')
    await chromium.press('Enter')
    await wait('#audience-done')
    assert.equal(await chromium.evaluate('document.activeElement.id'), 'answer')
    await both(`${name}-done`)
  }
  await choose(listOf('first.csv', 1200))
  await arrow('#what', 'add')
  await chromium.until('document.querySelector("#start[disabled]")', 'that there is none')
  await both('50-none')
  await arrow('#what', 'create', 'ArrowUp')
  await chromium.until('document.querySelector("#start[disabled]")', 'that it needs a name')
  await both('51-nameless')
  await chromium.tabTo('#audience')
  await chromium.page('Input.insertText', { text: 'autumn' })
  await chromium.press('Tab')
  assert.equal(await chromium.evaluate('document.activeElement.id'), 'use')
  await chromium.tabTo('#release')
  await chromium.press('Space')
  assert.ok(await chromium.evaluate('document.querySelector("#release").checked'))
  await asked('52-create')
  assert.ok(Math.abs(Number((await text('#number')).replace(',', '')) - 1200) < 300, 'a number with noise')
  await chromium.tabTo('#again')
  await chromium.press('Enter')
  await wait('#what')
  await chromium.until('document.querySelector("#start[disabled]")', 'that the name is taken')
  await both('53-taken')
  await arrow('#what', 'replace')
  await both('54-replace') // it would be too soon
  for (const [i, what] of ['add', 'remove'].entries()) {
    await arrow('#what', what)
    await asked(`${55 + i}-${what}`)
    await chromium.tabTo('#again')
    await chromium.press('Enter')
    await wait('#what')
  }
})

test('the element in another page, by the keyboard alone', { skip: noChromium }, async () => {
  host = createServer((from, to) => {
    const path = from.url === '/' ? 'host.html' : from.url === '/host.css' ? 'host.css' : ''
    if (!path) return recorder.pass(from, to, from.url!.replace(/^\/match/, ''))
    to.writeHead(200, { 'Content-Type': path.endsWith('css') ? 'text/css' : 'text/html' })
    to.end(readFileSync(join(example, path)))
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  await chromium.open(`http://127.0.0.1:${(host.address() as AddressInfo).port}/`)
  inside = 'document.querySelector("blindmatch-match").shadowRoot'
  await wait('#input')
  await both('60-element')
  await chromium.tabTo('#input')
  await chromium.openChooser(listOf('list.csv', 700))
  await wait('#start:not([disabled])')
  await arrow('[data-column="1"]', 'segment')
  await wait('#start:not([disabled])')
  await both('61-element-asked')
  await chromium.tabTo('#start')
  await chromium.press('Enter')
  await wait('#number')
  assert.equal(await text('#number'), '700')
  assert.equal(await chromium.evaluate(`${focused}.id`), 'answer')
  await both('62-element-answer')
  await chromium.tabTo('#receipt')
  await chromium.tabTo('#again')
  await chromium.press('Enter')
  await wait('#what')
  await arrow('#what', 'create')
  await wait('#audience')
  await both('63-element-audience')
})
