// The page, in a headless Chromium, against psi-server: from a messy file to the number and its receipt.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parseVerifier, verifyReceipt } from '../src/index.js'
import { Canaries } from './canaries.js'
import { Chromium, noChromium } from './chromium.js'
import { look } from './look.js'
import { email, phone, Platform, withPhone } from './platform.js'
import { Recorder } from './recorder.js'
import { workbook, type Cell } from './workbook.js'

// In a campaign: 50,000 rows against 200,000 people.
const campaign = process.env['BLINDMATCH_CAMPAIGN'] !== undefined
const people = campaign ? 200_000 : 20_000
const customers = campaign ? 49_500 : 4_500
const matched = campaign ? 31_000 : 2_900

interface Messy {
  rows: Cell[][]
  used: number
  /** Of 1,000 customers, spread over the list. */
  identifiers: string[]
}

const title = ['Kunde', 'E-Mail-Adresse', 'Mobil', 'Stufe', 'Werbesperre', 'Newsletter']
const national = (u: number): string => phone(u).replace('+49', '0')

/** messyList has some thousand customers as exports have them; `matched` of them are users. */
function messyList(): Messy {
  const rows: Cell[][] = []
  const identifiers: string[] = []
  let used = 0
  const push = (address: string, number: Cell, good: boolean): void => {
    rows.push([`Kunde; ${rows.length}`, address, number, ['Gold', 'Silber', 'Bronze'][rows.length % 3]!, 'nein', rows.length % 2])
    if (good) used++
  }
  for (let i = 0; i < customers; i++) {
    const user = i < matched ? i * 6 : people + i
    const [address, number] = [email(user), phone(user)]
    if (i % Math.ceil(customers / 1000) === 0) identifiers.push(address, address.toLowerCase(), number)
    const hasPhone = user >= withPhone
    const forms: [string, Cell][] = [
      [address, ''],
      [`  ${address.toUpperCase()} `, ''],
      [`mailto:${address}`, number],
      [`="${address}"`, ''],
      ['', hasPhone ? { number: Number(national(user)), format: '00000000000' } : number],
      [address, national(user).replace(/^(....)(...)/, '$1 / $2-')],
      ['', `Tel.: ${number.slice(0, 3)} (0)${number.slice(3)}`],
      [`„${address}“`, 'k. A.'],
    ]
    const [first, second] = forms[hasPhone ? i % 8 : i % 4]!
    push(first, second, true)
  }
  for (let i = 0; i < 100; i++) {
    push('n/a', '', false)
    push('nobody.example.org', '', false)
    push('', '4,91511E+11', false)
    push('', '', false)
    push(email(0), '', true) // one customer, many rows
    rows.push(['', email(1), '', '', 'ja', '']) // who objected
  }
  return { rows, used, identifiers }
}

const shownAs = (cell: Cell): string => (typeof cell === 'object' && 'number' in cell ? `0${cell.number}` : String(cell))

/** csvOf has blank lines as well, which are no rows. */
const csvOf = ({ rows }: Messy): string =>
  `\ufeff${[title, ...rows].map((row, i) => `${i % 50 === 7 ? '\r\n' : ''}${row.map((cell) => `"${shownAs(cell).replaceAll('"', '""')}"`).join(';')}`).join('\r\n')}\r\n`

const workbookOf = ({ rows }: Messy): Buffer => workbook([
  { name: 'Deckblatt', hidden: true, rows: [['Stand', 'Mai']] },
  { name: 'Kunden', rows: [['Kundenexport vom 31.01.2026'], undefined, title, ...rows] },
  { name: 'Alte', rows: [['E-Mail'], ['old@example.org']] },
])

let platform: Platform
let recorder: Recorder
let noisy: Recorder
let chromium: Chromium
const folder = mkdtempSync(join(tmpdir(), 'blindmatch-page-'))
const list = messyList()
const canaries = new Canaries(list.identifiers)
const file = join(folder, 'Kunden 2026.csv')
const book = join(folder, 'Kunden 2026.xlsx')

const number = async (selector: string): Promise<string> => chromium.evaluate(`document.querySelector('${selector}').textContent`)
const click = (selector: string): Promise<void> => chromium.evaluate(`document.querySelector('${selector}').click()`)
const pick = (selector: string, value: string): Promise<void> =>
  chromium.evaluate(`{ const s = document.querySelector('${selector}'); s.value = '${value}'; s.dispatchEvent(new Event('change')) }`)

before(async () => {
  if (noChromium) return
  writeFileSync(file, csvOf(list))
  writeFileSync(book, workbookOf(list))
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
  await platform?.stop()
  rmSync(folder, { recursive: true })
})

test('a messy workbook of some thousand rows, counted in the page: the truth', { skip: noChromium }, async () => {
  await chromium.page('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder }).catch(() => undefined)
  await chromium.open(`${recorder.origin}/`)
  await chromium.until('document.querySelector("#input")', 'the drop zone')
  await look(chromium, '1-file')
  await chromium.choose('#input', book)
  await chromium.until('document.querySelector("#used")', 'the check')
  assert.match(await number('#columns .warn'), /^Newsletter: does this say who has objected/)
  const sheets = 'document.querySelector("#sheet") && [...document.querySelectorAll("#sheet option")].map((o) => o.value + (o.selected ? "!" : ""))'
  assert.deepEqual(await chromium.evaluate(sheets), ['Deckblatt', 'Kunden!', 'Alte'])
  assert.deepEqual(
    await chromium.evaluate('[...document.querySelectorAll("#columns [data-column]")].map((s) => s.value)'), ['', 'email', 'phone', '', 'out', ''])
  await pick('#sheet', 'Alte')
  await chromium.until('document.querySelector("#used")?.textContent === "1 of 1 row is used."', 'the other sheet')
  await pick('#sheet', 'Kunden')
  await chromium.until('document.querySelectorAll("[data-column]").length === 6', 'the first sheet again')

  // Columns by clicking: a segment; numbers are German.
  await pick('[data-column="3"]', 'segment')
  await pick('#region', 'de')
  await chromium.until('document.querySelector("#start:not([disabled])")', 'the question')
  await look(chromium, '2-question')
  assert.equal(await number('#used'), `${list.used.toLocaleString('en')} of ${list.rows.length.toLocaleString('en')} rows are used.`)
  assert.match(await number('#check table'), /a spreadsheet rounded it.*100column 3: rows [\d,]+; /)
  assert.match(await number('#check table'), /left out: says no100/)
  await click('#check summary')
  await look(chromium, '3-rejects')

  await click('#start')
  await chromium.until('document.querySelector("#phase-set [aria-valuenow]")', 'the platform’s set')
  await look(chromium, '4-progress')
  assert.match(await number('#phase-set p'), /^[\d,]+( of [\d,]+(, [\d,]+ a second, .* left)?)?$/)
  await chromium.until('document.querySelector("#number")', 'the answer')
  await look(chromium, '5-answer')
  assert.equal(await number('#number'), matched.toLocaleString('en'))
  assert.equal(await number('#interval'), 'This number is exact.')
  const segments = await chromium.evaluate('[...document.querySelectorAll(".bars .number")].map((e) => Number(e.textContent.replace(",", "")))')
  assert.equal(segments.length, 3)
  assert.equal(segments.reduce((a: number, b: number) => a + b, 0), matched)

  const receipt = await chromium.evaluate('fetch(document.querySelector("#receipt").href).then((r) => r.text()).catch(String)')
  assert.match(receipt, /TypeError|c2sp/) // connect-src does not have blob:, and a link needs no connection
  const saved = await chromium.evaluate('document.querySelector("#receipt").download')
  assert.match(saved, /^blindmatch-[0-9a-f]{12}\.receipt$/)
  await click('#receipt')
  for (let i = 0; ; i++) {
    try {
      const text = readFileSync(join(folder, saved), 'utf8')
      const { entry } = verifyReceipt(text, parseVerifier(platform.connection('acme').logKey!))
      assert.equal(entry.type, 'session.result')
      break
    } catch (cause) {
      if (i === 100) throw cause
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
})

test('in German, by the keyboard alone: a number with noise, of a slice, with its interval and price', { skip: noChromium }, async () => {
  await chromium.open(`${noisy.origin}/`)
  await chromium.until('document.querySelector("#input")', 'the drop zone')
  await chromium.tabTo('#language')
  await chromium.press('ArrowDown')
  assert.equal(await chromium.evaluate('document.documentElement.lang'), 'de')
  await chromium.tabTo('#input')
  await chromium.openChooser(file)
  await chromium.until('document.querySelector("#used")', 'the check')
  assert.deepEqual(await chromium.nameless(), [])
  await chromium.tabTo('[data-column="3"]')
  for (let i = 0; (await chromium.evaluate('document.activeElement.value')) !== 'segment'; i++) {
    assert.ok(i < 20, 'the arrows do not lead to the segment')
    await chromium.press('ArrowDown')
  }
  await chromium.tabTo('#region')
  await chromium.page('Input.insertText', { text: 'de' })
  await chromium.press('Tab')
  await chromium.until('document.querySelector("#start:not([disabled])")', 'the question')
  if (!campaign) assert.match(await number('#check'), /5\.625 verschiedene Kennungen/)
  await chromium.tabTo('#check summary')
  await chromium.press('Enter')
  assert.ok(await chromium.evaluate('document.querySelector("#check details").open'))
  await chromium.tabTo('#full')
  await chromium.press('ArrowDown')
  assert.equal(await chromium.evaluate('document.activeElement.id'), 'fast')
  const asked = await number('#ask')
  assert.match(asked, /Wenn [\d.]+ Personen übereinstimmen, wird die Antwort [\d.]+ bis [\d.]+ sagen/)
  const [, cost, left] = /Das kostet (0,\d+) Ihres Privatheitsbudgets.*Übrig: (\d) in 30 Tagen/.exec(asked)!
  assert.equal(left, '1')
  await look(chromium, '6-german')
  await chromium.tabTo('#start')
  await chromium.press('Enter')
  await chromium.until('document.querySelector("#number")', 'the answer')
  await look(chromium, '7-slice')
  assert.deepEqual(await chromium.nameless(), [])
  assert.equal(await chromium.evaluate('document.activeElement.id'), 'answer')
  const count = (text: string): number => Number(text.replaceAll('.', ''))
  const value = count(await number('#number'))
  const [, low, high] = /zwischen ([\d.]+) und ([\d.]+)\./.exec(await number('#interval'))!.map(count)
  assert.ok(low! <= value && value <= high! && low! < high!, `${low} ${value} ${high}`)
  assert.ok(Math.abs(value - matched) < 2000, `${value}`) // nine standard deviations
  const now = /budget: (0,\d+) in 30/.exec(await number('#left'))![1]!
  const millionths = (text: string): number => Math.round(1e6 * Number(text.replace(',', '.')))
  assert.equal(millionths(now), 1e6 - millionths(cost!))
  await chromium.tabTo('#again')
  await chromium.press('Enter')
  await chromium.until('document.querySelector("#start[disabled]")', 'the question, too soon')
  assert.match(await number('#ask .warn'), /Die nächste Antwort gibt es ab/)
})

test('a run that is stopped ends on the platform too, one that is left can be stopped later; broken files are told', { skip: noChromium }, async () => {
  const running = async (): Promise<void> => {
    await chromium.until('document.querySelector("#start:not([disabled])")', 'the question')
    await click('#start')
    await chromium.until('document.querySelector("#phase-set [aria-valuenow]")', 'the platform’s set')
    assert.match(platform.run('ledger sessions'), /\bopen\b/)
  }
  const ended = async (): Promise<void> => {
    for (let i = 0; /\bopen\b/.test(platform.run('ledger sessions')); i++) {
      assert.ok(i < 20, 'the session is still open')
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  await chromium.open(`${recorder.origin}/`)
  await pick('#language', 'en')
  const broken: [string, string | Uint8Array, RegExp][] = [
    ['a.xlsx', 'PK\x03\x04', /workbook/],
    ['b.csv', 'email\n"secret@example.org', /line 2: A quote here or behind is never closed/],
    ['c.csv', Buffer.concat([Buffer.from('email\n'.padEnd(70_000, 'ann@example.org\n')), Buffer.from([0xe4, 10])]), /another encoding/],
    ['d.csv', '', /no rows/],
    ['e.gz', Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3), /damaged/],
  ]
  for (const [name, content, want] of broken) {
    writeFileSync(join(folder, name), content)
    await chromium.choose('#input', join(folder, name))
    await chromium.until(`document.querySelector("#file .name")?.textContent === "${name}"`, 'the file')
    const said = await chromium.until('document.querySelector("#fault:not([hidden])")?.textContent', 'what is wrong')
    assert.match(said, want, name)
    assert.doesNotMatch(said, /secret/)
  }
  await chromium.choose('#input', file)
  await running()
  await click('#stop')
  const stopped = await chromium.until('document.querySelector("#fault:not([hidden])")?.textContent', 'that it stopped')
  assert.match(stopped, /Stopped\. Nothing was counted/)
  await ended()
  await running()
  await chromium.open(`${recorder.origin}/style.css`)
  assert.match(platform.run('ledger sessions'), /\bopen\b/, 'who comes back finds it')
  await chromium.open(`${recorder.origin}/`)
  await chromium.until('document.querySelector("#stop")', 'that it goes on')
  await click('#stop')
  await ended()
  await chromium.open(`${noisy.origin}/`)
})

test('the worker that has the file can’t connect anywhere', { skip: noChromium }, async () => {
  const csp = (await fetch(`${recorder.origin}/reader.js`)).headers.get('content-security-policy')
  assert.equal(csp, "default-src 'none'")
  // A worker of its own, since the page ends each as soon as it has read.
  await chromium.evaluate('globalThis.probe = new Worker("reader.js", { type: "module" })')
  let session = ''
  for (let i = 0; i < 100 && session === ''; i++) {
    const sessions = chromium.workers('/reader.js')
    for (const one of sessions.reverse()) {
      const got = await chromium.evaluate('typeof postMessage', one).catch(() => undefined)
      if (got === 'function') session = one
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const got = await chromium.evaluate(`fetch('${noisy.origin}/who').then(() => 'connected', (e) => e.name)`, session)
  assert.equal(got, 'TypeError')
  await chromium.evaluate('probe.terminate()')
})

test('what was sent, stored and logged holds none of the identifiers', { skip: noChromium }, async () => {
  assert.ok(canaries.foundIn(readFileSync(file)) > 1000, 'the search finds them where they are')
  const traffic = Buffer.concat([...recorder.traffic, ...noisy.traffic])
  assert.ok(traffic.length > 32 * people, `${traffic.length} bytes of traffic`)
  assert.equal(canaries.foundIn(traffic), 0, 'in the traffic')

  const stored = await chromium.evaluate(`(async () => {
    const root = await navigator.storage.getDirectory()
    const files = []
    for await (const name of root.keys()) files.push(name)
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, await indexedDB.databases(), await caches.keys(), files])
  })()`)
  assert.match(stored, /blindmatch log key/)
  assert.equal(canaries.foundIn(Buffer.from(stored)), 0, 'in storage')

  const heard = (names: string[]) => chromium.events.filter(({ method }) => names.includes(method!))
  const console = heard(['Runtime.consoleAPICalled', 'Log.entryAdded', 'Runtime.exceptionThrown'])
  assert.equal(canaries.foundIn(Buffer.from(JSON.stringify(console))), 0, 'in the console')
  const requests = heard(['Network.requestWillBeSent']).map(({ params }) => params.request.url as string)
  const elsewhere = requests.filter((url) => !url.startsWith(recorder.origin) && !url.startsWith(noisy.origin) && !/^(blob|data|about):/.test(url))
  assert.deepEqual(elsewhere, [], 'requests to others')
  assert.equal(canaries.foundIn(Buffer.from(JSON.stringify(heard(['Network.requestWillBeSent'])))), 0, 'in requests')

  await chromium.stop()
  assert.deepEqual(canaries.foundBelow(chromium.profile), [], 'in files of the browser')
})
