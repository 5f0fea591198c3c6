// What the page makes of files and columns, and what it says of a question before it is asked.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { guess, mayWithhold, roleFor } from '../page/src/columns.js'
import { affordable, fastSlice, plan, precisions } from '../page/src/plan.js'
import { languages } from '../page/src/strings.js'
import { answerOf } from '../src/table/answers.js'
import { looksLikeData } from '../src/table/header.js'
import { openTable, type Table } from '../src/table/index.js'
import { charge, parseEpsilon, toNumber, whole, type Info } from '../src/index.js'

const utf16be = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()

async function read(bytes: Uint8Array | string, name = 'a.csv'): Promise<[string | undefined, string | undefined, string[][]]> {
  const table = await openTable(new File([bytes as BlobPart], name))
  const rows = table.headers.length > 0 ? [table.headers] : []
  for await (const { cells } of table.rows()) rows.push(cells as string[])
  return [table.encoding, table.delimiter, rows]
}

test('files in every encoding and with every delimiter', async () => {
  const text = 'Straße;E-Mail\nä,b;ann@example.org\n'
  const rows = [['Straße', 'E-Mail'], ['ä,b', 'ann@example.org']]
  assert.deepEqual(await read(text), ['utf-8', ';', rows])
  assert.deepEqual(await read(`\ufeff${text}`), ['utf-8', ';', rows])
  assert.deepEqual(await read(gzipSync(text)), ['utf-8', ';', rows])
  assert.deepEqual(await read(Buffer.from(text, 'latin1')), ['windows-1252', ';', rows])
  assert.deepEqual(await read(Buffer.from(`\ufeff${text}`, 'utf16le')), ['utf-16le', ';', rows])
  assert.deepEqual(await read(utf16be(text)), ['utf-16be', ';', rows])
  for (const [line, want] of [['a,b;c', ','], ['a\tb', '\t'], ['a|b|c', '|'], ['"a,b,c";d', ';'], ['sep=|\na,b', '|'], ['\n\na;b', ';']]) {
    assert.equal((await read(line!))[1], want, line)
  }
  assert.equal((await read('a,b\n', 'a.tsv'))[1], '\t')
  // The first row is data, and names of columns may stand below others.
  assert.deepEqual((await read('ann@example.org,1\nbob@example.org,2'))[2], [['ann@example.org', '1'], ['bob@example.org', '2']])
  assert.deepEqual((await read('Export of May\n\nname,E-Mail\nx,y'))[2], [['name', 'E-Mail'], ['x', 'y']])
  // UTF-8 in the first 64 KiB, and then not.
  await assert.rejects(read(Buffer.concat([Buffer.from('ä'.padEnd(70_000)), Buffer.from([0xe4])])), { code: 'encoding' })
  await assert.rejects(read(gzipSync(text).subarray(0, 20)), { code: 'encoding' })
})

test('columns by their names, and by their cells', () => {
  const header = ['Kd-Nr', 'E-Mail', 'Telefon privat', 'Mobil', 'Land', 'email_sha256', 'Newsletter', 'email_optout', 'Länge', '']
  const table = (headers: string[], format: Table['format'] = 'csv') => ({ headers, format, objects: [] })
  assert.deepEqual(guess(table(header), [], 10),
    [undefined, 'email', 'phone', 'phone', 'country', 'email_sha256', undefined, 'out', undefined, undefined])
  assert.deepEqual(guess(table([]), [['7', 'ann@example.org'], ['8', ''], ['9', 'bob@example.org']], 2), [undefined, 'email'])
  assert.deepEqual(guess(table([]), [['ann@example.org'], ['not one']], 1), [undefined])
  // A field inside of another may be somebody else's; one that keeps people out is not passed over.
  assert.deepEqual(guess(table(['manager.email', 'email', 'user.unsubscribed'], 'ndjson'), [], 3), [undefined, 'email', 'out'])
  assert.deepEqual(['email_optout', 'Widerrufen am', 'is_deleted', 'Sperre'].map((name) => roleFor('out', name)), ['opted_out', 'revoked', 'deleted', 'opted_out'])
  for (const name of ['Opt-out', 'Werbesperre', 'UNSUBSCRIBED', 'do not call', 'DSGVO-Einwilligung', 'gelöscht']) assert.ok(mayWithhold(name), name)
  for (const name of ['E-Mail', 'Stadt', 'Tier']) assert.ok(!mayWithhold(name), name)
  for (const row of [['ann@example.org'], ['x', '+49 151 1234567'], ['0'.repeat(64)]]) assert.ok(looksLikeData(row))
  assert.ok(!looksLikeData(['E-Mail', 'Telefon 2', '']))
  const answers = { silent: ['', ' ', 'NULL'], no: [' nein ', 'NO', '0', 'false', '0,0'], yes: ['ja', '1', '2026-01-01', '31.01.2026 12:00'],
    agreed: ['Subscribed'], refused: ['Never Subscribed', 'opted-out'], unclear: ['x', 'vielleicht', '01/02/2026', '2', '1970-01-01', '2026-02-30'] }
  for (const [want, cells] of Object.entries(answers)) for (const cell of cells) assert.equal(answerOf(cell), want, cell)
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
