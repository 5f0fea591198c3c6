// Files that can't be read: each says what it is, and where, and quotes nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { openTable, TableError } from '../src/table/index.js'
import { Texts } from '../src/table/texts.js'
import { workbook, zipped, type Cell } from './workbook.js'

const canary = 'secret@example.org'

async function faultOf(bytes: Uint8Array | string, name = 'a.xlsx', sheet?: string): Promise<string> {
  try {
    const table = await openTable(new File([bytes as BlobPart], name), sheet === undefined ? {} : { sheet })
    for await (const _ of table.rows());
    return 'ok'
  } catch (cause) {
    assert.ok(cause instanceof TableError, String(cause))
    assert.ok(!cause.message.includes(canary), cause.message)
    return cause.line === undefined ? cause.code : `${cause.code} ${cause.line}`
  }
}

const sheetOf = (...rows: Cell[][]): Buffer => workbook([{ name: 'a', rows: [['email'], ...rows] }])
const xml = (text: string): Buffer => sheetOf([{ xml: text }])

test('workbooks that are damaged, or something else', async () => {
  const good = workbook([{ name: 'a', rows: [['email', 'x'], [canary, 7], [{ number: 5, format: '000' }]] }, { name: 'empty', rows: [] }])
  assert.equal(await faultOf(good), 'ok')
  assert.equal(await faultOf(good, 'a.xlsx', '1'), 'ok')
  assert.equal(await faultOf(good, 'a.xlsx', 'empty'), 'empty_sheet')
  assert.equal(await faultOf(good, 'a.xlsx', 'b'), 'no_such_sheet')
  assert.equal(await faultOf(gzipSync(good)), 'packed_workbook')
  assert.equal(await faultOf(workbook([{ name: 'a', hidden: true, rows: [['email']] }])), 'hidden_sheets')
  for (const [name, want] of [['xl/workbook.bin', 'xlsb'], ['index/document.iwa', 'numbers'], ['a.csv', 'archive']]) assert.equal(await faultOf(zipped([[name!, ['x']]])), want)
  assert.equal(await faultOf(zipped([['mimetype', ['x']], ['content.xml', ['x']]])), 'ods')
  assert.equal(await faultOf(zipped([['[Content_Types].xml', ['x']], ['word/document.xml', ['x']]])), 'no_sheets')
  assert.equal(await faultOf(workbook([{ name: 'a', rows: [['email'], [canary], [canary]], merged: ['A2:A3'] }])), 'merged_cells 2')
  assert.equal(await faultOf(xml(`<c t="s"><v>99</v></c>`)), 'damaged_workbook 2')
  assert.equal(await faultOf(xml(`<c r="7"><v>1</v></c>`)), 'damaged_workbook 2')
  assert.equal(await faultOf(xml(`<c r="XFE2"><v>1</v></c>`)), 'damaged_workbook 2')
  assert.equal(await faultOf(xml(`<c t="inlineStr"><is><t>${canary}&undefined;</t></is></c>`)), 'damaged_workbook 2')
  assert.equal(await faultOf(xml(`<c t="inlineStr"><is><t>${canary.repeat(200_000)}</t></is></c>`)), 'row_too_long 2')
  // Cut short anywhere, or with a byte changed in what is read, it is an error.
  for (let n = 4; n < good.length; n += 41) assert.notEqual(await faultOf(good.subarray(0, n)), 'ok', `${n} bytes`)
  const at = good.indexOf('xl/worksheets/sheet1.xml') + 'xl/worksheets/sheet1.xml'.length
  for (let n = at; n < at + 100; n += 9) {
    const broken = Buffer.from(good)
    broken[n]! ^= 0x10
    assert.match(await faultOf(broken), /^damaged_/, `byte ${n}`)
  }
})

test('what would need more memory than a tab has', async () => {
  const bomb = Buffer.alloc(24 << 20, ' ')
  assert.equal(await faultOf(gzipSync(Buffer.concat([Buffer.from('email\n'), bomb])), 'a.gz'), 'row_too_long 2')
  assert.equal(await faultOf(gzipSync(Buffer.concat([Buffer.from('email\n'), Buffer.alloc(24 << 20, '\n')])), 'a.gz'), 'bomb')
  const parts: [string, string[]][] = [['[Content_Types].xml', ['x']], ['xl/workbook.xml', ['<workbook>', `<x a="${' '.repeat(1000)}"/>`.repeat(64 << 10), '</workbook>']]]
  assert.ok(deflateRawSync(Buffer.from(parts[1]![1].join(''))).length < 1 << 20)
  assert.equal(await faultOf(zipped(parts)), 'bomb')
  const texts = new Texts()
  for (let i = 0; i < 300_000; i++) texts.add(`text ${i}`)
  for (const i of [0, 1, 77_777, 299_999]) assert.equal(texts.at(i), `text ${i}`)
  assert.equal(texts.at(300_000), undefined)
  assert.throws(() => {
    for (let i = 0; i < 300; i++) texts.add('x'.repeat(4 << 20))
  }, { code: 'too_much_text' })
})

test('what is no table of text', async () => {
  for (const [text, want] of [
    ['', 'empty'], ['%PDF-1.7', 'binary'], ['PAR1xxxx', 'binary'], ['a,b\0c', 'binary'], ['\n<html><table>', 'html'], ['[{"email":1}]', 'json'],
    ['{"list":[\n{"email":1}]}', 'json'], [`email\n"${canary}`, 'open_quote 2'], [`{"a":1}\n{"email":"${canary}"}`, 'ok'],
  ]) assert.equal(await faultOf(text!, 'a.csv'), want, text)
  // A field that no object near the start has.
  const late = `${'{"email":"x@example.org"}\n'.repeat(5000)}{"phone":"${canary}"}\n`
  assert.equal(await faultOf(late, 'a.ndjson'), 'late_field 5001')
  assert.equal(await faultOf('[1]\n2\n', 'a.ndjson'), 'no_objects')
})
