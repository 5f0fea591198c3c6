import assert from 'node:assert/strict'
import { test } from 'node:test'
import { delimited, ListReader, repair, type Role } from '../src/table/index.js'

async function* pieces(text: string, length = text.length): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length)
}

async function rows(text: string, delimiter = ',', length?: number) {
  const out = []
  for await (const row of delimited(pieces(text, length), delimiter)) out.push(row)
  return out
}

test('rows, whatever ends lines and wherever the text is cut', async () => {
  const text = 'a,b\r\n"x ""y"", z",\n\r\n"two\r\nlines",2\rlast,"q"'
  const want = [
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['x "y", z', ''] },
    { line: 4, cells: ['two\r\nlines', '2'] },
    { line: 6, cells: ['last', 'q'] },
  ]
  for (let length = 1; length <= text.length; length++) assert.deepEqual(await rows(text, ',', length), want, `${length}`)
  assert.equal((await rows('a\t"b" c', '\t'))[0]?.fault, 'bad_quote')
  await assert.rejects(rows('a,"b'), /never closed/)
})

// What psi check takes of these cells, and why it leaves the others out.
const cells: [string, string, 'email' | 'phone', string][] = [
  ['="ann@example.org"', '', 'email', 'ok'],
  ['mailto:ann@example.org;', '', 'email', 'ok'],
  [';ann@example.org', '', 'email', 'ok'],
  ['ann@example.org;bob@example.org', '', 'email', 'ok'],
  ['ann@example.org;bob', '', 'email', 'bad_domain'],
  ['„ann@example.org“', '', 'email', 'ok'],
  ['Tel.: +49 151 05950019', '', 'phone', 'ok'],
  ['Téléphone : 0151 05950019', 'DE', 'phone', 'ok'],
  ['Mobil-Nr. 0151 05950019', 'DE', 'phone', 'ok'],
  ['Mobil-Nr. (0)31894990', 'IT', 'phone', 'letters'],
  ['Telefon 2 0151 05950019', 'DE', 'phone', 'letters'],
  ['Telefon [2] 0151 05950019', 'DE', 'phone', 'letters'],
  ['Telefon ２ 0151 05950019', 'DE', 'phone', 'letters'],
  ['Mobil-Nr. 0๑51 05950019', 'DE', 'phone', 'ok'],
  ['015105950019.0', 'DE', 'phone', 'ok'],
  ['tel:+4915105950019.0', '', 'phone', 'ok'],
  ['+49369381/1３', '', 'phone', 'several_values'],
  ['4.91511E+11', 'DE', 'phone', 'excel_scientific'],
  ['030 1234567/68', 'DE', 'phone', 'several_values'],
  ['+4315751709／58', '', 'phone', 'ok'],
]

test('cells are repaired where one reading is left, and else left out by line and column', () => {
  for (const [cell, country, type, want] of cells) {
    const reader = new ListReader({ profile: 'default-v1', roles: [undefined, type, 'country'] })
    const got = reader.row({ line: 7, cells: ['', cell, country] })
    const [code, left] = [...reader.report.rejects][0] ?? ['ok', undefined]
    assert.equal(code, want, cell)
    assert.equal(got.length > 0, want === 'ok', cell)
    if (left) assert.deepEqual(left, { count: 1, first: [{ line: 7, column: 2 }] })
  }
  assert.equal(repair(' plain ', 'email'), ' plain ')
  assert.equal(repair('tel: +4915105950019', 'phone'), 'tel: +4915105950019') // the profile drops it
})

test('rows are counted by what becomes of them, and segments in their order', () => {
  const roles: (Role | undefined)[] = ['email', 'email', undefined]
  const reader = new ListReader({ profile: 'default-v1', roles, by: 2 })
  const table = [
    ['ann@example.org', 'ann2@example.org', 'gold'],
    ['bob@example.org', '', 'silver'],
    ['cid', '', 'silver'],
    ['', ' ', 'gold'],
    ['dan@example.org', '', 'gold', 'more'],
    ['eve@example.org', 'eve', 'gold'],
  ]
  const got = table.flatMap((row, i) => reader.row({ line: i + 2, cells: row }))
  assert.deepEqual(got.map((row) => row.segment), [0, 0, 1, 0])
  const { rows: read, rowsUsed, rowsEmpty, rowsRejected, segments, rejects } = reader.report
  assert.deepEqual([read, rowsUsed, rowsEmpty, rowsRejected], [6, 3, 1, 2])
  assert.deepEqual(segments, ['gold', 'silver'])
  assert.deepEqual([...rejects.keys()], ['no_at_sign', 'extra_cells'])
})
