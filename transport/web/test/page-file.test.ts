// What the page makes of files and columns, and what it says of a question before it is asked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { guess, keepsOut, looksLikeData, mayWithhold } from '../page/src/columns.js'
import { affordable, fastSlice, plan, precisions } from '../page/src/plan.js'
import { languages } from '../page/src/strings.js'
import { formOf, textOf } from '../page/src/text.js'
import { charge, parseEpsilon, toNumber, whole, type Info } from '../src/index.js'

const utf16be = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()

async function read(bytes: Uint8Array): Promise<[string, string, string]> {
  const file = new Blob([bytes as BlobPart])
  const form = await formOf(file)
  let text = ''
  for await (const piece of textOf(file, form)) text += piece
  return [form.encoding, form.delimiter, text]
}

test('files in every encoding and with every delimiter', async () => {
  const text = 'Straße;E-Mail\nä,b;ann@example.org\n'
  assert.deepEqual(await read(Buffer.from(text)), ['utf-8', ';', text])
  assert.deepEqual(await read(Buffer.from(`\ufeff${text}`)), ['utf-8', ';', text])
  assert.deepEqual(await read(gzipSync(text)), ['utf-8', ';', text])
  assert.deepEqual(await read(Buffer.from(text, 'latin1')), ['windows-1252', ';', text])
  assert.deepEqual(await read(Buffer.from(`\ufeff${text}`, 'utf16le')), ['utf-16le', ';', text])
  assert.deepEqual(await read(utf16be(text)), ['utf-16be', ';', text])
  for (const [line, want] of [['a,b;c', ','], ['a\tb', '\t'], ['a|b|c', '|'], ['"a,b,c";d', ';'], ['sep=|\na,b', '|'], ['\n\na;b', ';']]) {
    assert.equal((await read(Buffer.from(line!)))[1], want, line)
  }
  await assert.rejects(formOf(new Blob(['PK\x03\x04'])), /workbook/)
  await assert.rejects(formOf(new Blob(['\x00\x01\x02'])), /binary/)
  // UTF-8 in the first 64 KiB, and then not.
  await assert.rejects(read(Buffer.concat([Buffer.from('ä'.padEnd(70_000)), Buffer.from([0xe4])])), TypeError)
  await assert.rejects(read(gzipSync(text).subarray(0, 20)))
})

test('columns by their names, and by their cells', () => {
  const header = ['Kd-Nr', 'E-Mail', 'Telefon privat', 'Mobil', 'Land', 'email_sha256', 'Newsletter', 'email_optout', 'Länge', '']
  assert.deepEqual(guess(header, [], 10),
    [undefined, 'email', 'phone', 'phone', 'country', 'email_sha256', undefined, undefined, undefined, undefined])
  assert.deepEqual(guess([], [['7', 'ann@example.org'], ['8', ''], ['9', 'bob@example.org']], 2), [undefined, 'email'])
  assert.deepEqual(guess([], [['ann@example.org'], ['not one']], 1), [undefined])
  for (const name of ['Opt-out', 'Werbesperre', 'UNSUBSCRIBED', 'do not call', 'DSGVO-Einwilligung', 'gelöscht']) assert.ok(mayWithhold(name), name)
  for (const name of ['E-Mail', 'Stadt', 'Tier']) assert.ok(!mayWithhold(name), name)
  for (const row of [['ann@example.org'], ['x', '+49 151 1234567'], ['0'.repeat(64)]]) assert.ok(looksLikeData(row))
  assert.ok(!looksLikeData(['E-Mail', 'Telefon 2', '']))
  for (const cell of ['', ' nein ', 'NO', '0', 'false']) assert.ok(!keepsOut(cell), cell)
  for (const cell of ['ja', '1', 'x', '2026-01-01', 'vielleicht']) assert.ok(keepsOut(cell), cell)
})

const info = (over: Partial<Info['prices']> = {}): Info => ({
  sections: [{ width: 1, size: 1_048_576 }, { width: 2, size: 1_048_576 }],
  limits: { list: 1_000_000, chunk: 4_194_304, segments: 64, sessions: 168 },
  prices: {
    exact: false, least: parseEpsilon('1/1000'), most: parseEpsilon('1/10'), left30: parseEpsilon('1'), left365: parseEpsilon('4'),
    next: undefined, sliceUnitsLeft: 1024, ...over,
  },
}) as unknown as Info

test('a plan says what is paid, sent and read, and how long it takes', () => {
  const offer = info()
  const levels = precisions(offer)
  assert.deepEqual(levels.map(({ within }) => within), [30, 60, 150, 300])
  const all = plan(offer, [10_000, 5_000], whole, levels[0]!.epsilon, 10_000)
  assert.deepEqual([all.sent, all.elements, all.people], [11_320 + 5_660, 3_145_728, 1_500])
  assert.equal(all.seconds, (2 * 16_980 + 3_145_728) / 10_000)
  assert.deepEqual(all.charged, parseEpsilon('1/10'))
  assert.deepEqual(all.interval, { low: 1495 - 30, high: 1504 + 30 })
  const slice = fastSlice(offer, [15_000], 10_000)
  assert.deepEqual(slice, { j: 6 }) // 49,152 elements in 4.9 s; 1/32 takes twice as long
  const fast = plan(offer, [15_000], slice, levels[0]!.epsilon, 10_000)
  assert.ok(toNumber(fast.charged) <= 0.1)
  assert.deepEqual(fast.charged, charge(6, fast.drawn))
  assert.ok(fast.interval.low < 1500 && fast.interval.high > 1500)
  assert.ok(affordable(offer, all.charged))
  assert.ok(!affordable(info({ left30: parseEpsilon('1/20') }), all.charged))
  assert.ok(!affordable(info({ left365: parseEpsilon('1/20') }), all.charged))
  const exact = plan(info({ exact: true }), [10_000], whole, levels[0]!.epsilon, 10_000)
  assert.deepEqual([exact.charged.num, exact.interval], [0n, { low: 1000, high: 1000 }])
})

test('both languages say everything', () => {
  const keys = (text: object): string[] =>
    Object.entries(text).flatMap(([key, value]) => (typeof value === 'object' ? keys(value).map((one) => `${key}.${one}`) : [`${key}:${typeof value}`]))
  assert.deepEqual(keys(languages.de), keys(languages.en))
})
