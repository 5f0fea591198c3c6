// Files as people have them, read here and by `psi check`: the same columns, counts, reasons and places.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { knownRoles, ListReader, openTable, type Left, type Role } from '../src/table/index.js'
import { workbook, type Cell } from './workbook.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const systems = join(root, 'psi/dataset/testdata/systems')
const folder = mkdtempSync(join(tmpdir(), 'blindmatch-check-'))
const psi = process.env['BLINDMATCH_PSI'] ?? join(folder, 'psi')

before(() => {
  if (process.env['BLINDMATCH_PSI']) return
  execFileSync('go', ['build', '-o', psi, './cmd/psi'], { cwd: root, stdio: 'inherit' })
})
after(() => rmSync(folder, { recursive: true }))

interface Checked {
  type: string
  source: { sheet?: string; encoding?: string }
  columns: { header?: string; role?: string; used: boolean }[]
  rows: number
  rows_used: number
  rows_empty: number
  rows_rejected: number
  rows_kept_out: number
  accepted: number
  rejected: number
  repaired: number
  rejects?: Rejects
  kept_out?: Rejects
}
type Rejects = { code: string; count: number; first: { line: number; column?: number }[] }[]

const used = ['email', 'phone', 'email_sha256', 'phone_sha256', 'country', 'opted_out', 'revoked', 'deleted']

interface Saying {
  region?: string
  sheet?: string
  map?: Record<string, string>
}

/** read reads a file here for one type. */
async function read(path: string, type: string, { region, sheet, map = {} }: Saying) {
  const table = await openTable(new File([readFileSync(path)], basename(path)), sheet === undefined ? {} : { sheet })
  const names: (string | undefined)[] = knownRoles(table).map((role, i) => map[table.headers[i]!] ?? role)
  // A column without a name behind one that can say no is that as well.
  names.forEach((role, i) => {
    const before = names[i - 1]
    if (table.headers[i] === '' && role === undefined && (before === 'opted_out' || before === 'revoked' || before === 'deleted')) names[i] = before
  })
  const roles = names.map((role) => {
    const mine = role?.startsWith(type) || (type === 'phone' && role === 'country') || ['opted_out', 'revoked', 'deleted'].includes(role!)
    return mine && used.includes(role!) ? (role as Role) : undefined
  })
  if (type === 'phone' && !roles.includes('phone')) roles.forEach((role, i) => role === 'country' && (roles[i] = undefined))
  const reader = new ListReader({ profile: 'default-v1', roles, ...(region && { defaultRegion: region }) })
  for await (const row of table.rows(roles.map((role) => role !== undefined))) reader.row(row)
  return { table, roles, report: reader.report }
}

const byCode = (all: Map<string, Left>): object => Object.fromEntries([...all].sort())
const goByCode = (all: Rejects = []): object =>
  Object.fromEntries(all.map(({ code, count, first }): [string, Left] => [code, { count, first }]).sort())

/** same compares what is said of a file. */
async function same(path: string, saying: Saying = {}): Promise<Checked[]> {
  const { region, sheet, map = {} } = saying
  const maps = Object.entries(map).flatMap(([name, role]) => ['--map', `${name}=${role}`])
  const args = ['check', '--json', ...(region ? ['--default-region', region] : []), ...(sheet ? ['--sheet', sheet] : []), ...maps, path]
  const { lists } = JSON.parse(execFileSync(psi, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })) as { lists: Checked[] }
  assert.ok(lists.length > 0)
  for (const want of lists) {
    const { table, roles, report } = await read(path, want.type, saying)
    const about = `${basename(path)}, ${want.type}`
    assert.deepEqual(table.headers, want.columns.map(({ header }) => header ?? ''), about)
    assert.deepEqual(roles, want.columns.map(({ role, used }) => (used ? role : undefined)), about)
    assert.equal(table.sheet, want.source.sheet, about)
    assert.deepEqual(
      {
        rows: report.rows, rows_used: report.rowsUsed, rows_empty: report.rowsEmpty, rows_rejected: report.rowsRejected, rows_kept_out: report.rowsKeptOut,
        accepted: report.accepted, rejected: report.rejected, repaired: report.repaired, rejects: byCode(report.rejects), kept_out: byCode(report.keptOut),
      },
      {
        rows: want.rows, rows_used: want.rows_used, rows_empty: want.rows_empty, rows_rejected: want.rows_rejected, rows_kept_out: want.rows_kept_out,
        accepted: want.accepted, rejected: want.rejected, repaired: want.repaired, rejects: goByCode(want.rejects), kept_out: goByCode(want.kept_out),
      }, about)
  }
  return lists
}

const put = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const maps: Record<string, Record<string, string>> = {
  'okta.ndjson': { 'profile.email': 'email', 'profile.mobilePhone': 'phone' },
}

test('exports of systems that people have', async () => {
  let files = 0
  for (const name of readdirSync(systems)) {
    // Firebase's has no names of columns, which psi wants to be told.
    if (!/\.(csv|ndjson)$/.test(name) || name === 'firebase.csv') continue
    await same(join(systems, name), { region: 'DE', ...(maps[name] && { map: maps[name] }) })
    files++
  }
  assert.ok(files > 20, `${files} files`)
})

// Every name of a column that psi knows, and what people put beside one.
test('names of columns', () => {
  const source = (name: string): string => readFileSync(join(root, 'psi/dataset', name), 'utf8')
  const blocks = [/var nouns = [^]*?\n}/.exec(source('headers.go')), /var consentNames = [^]*?\n}/.exec(source('consent.go')), /var recordAliases = [^]*?\n}/.exec(source('roles.go'))]
  const names = blocks.flatMap((block) => [...block![0].matchAll(/"([^"]+)"/g)].map((match) => match[1]!))
    .filter((name) => !name.includes('digits')) // which psi refuses in this profile
  assert.ok(names.length > 300)
  const headers = [...names, ...names.flatMap((name) => [`Billing ${name}`, `${name}_2`, `has ${name} at`, `${name} type`, `Fax ${name}`, name.toUpperCase()]),
    'Phone Verified', 'email confirmed at', 'No Phone', 'No. Telefon', 'E-mail 1 - Value', 'EMAIL1_SHA256', 'Card Expiry', 'optInDate', 'userEmail', 'ＥＭＡＩＬ', 'Länder-Code (ISO 2)', 'sms opt-out', 'fax opt out']
  const path = put('names.csv', `${headers.join(';')}\n${headers.map(() => '1').join(';')}\n`)
  const { lists } = JSON.parse(execFileSync(psi, ['check', '--json', path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })) as { lists: Checked[] }
  const wanted = [...used, 'opted_in', 'expires_at']
  const got = knownRoles({ format: 'csv', headers, objects: [] })
  const other = headers.flatMap((name, i) => {
    const role = lists[0]!.columns[i]!.role?.replace('_e164', '')
    const want = wanted.includes(role!) ? role : undefined
    const have = wanted.includes(got[i]!) ? got[i] : undefined
    return want === have ? [] : [`${name}: ${have}, and for psi ${want}`]
  })
  assert.deepEqual(other, [])
})

// Cells as people fill them in, with what is said of each in some country.
const addresses = [
  'ann@example.org', '  BOB@Example.ORG ', '"mailto:cyd@example.org"', '="dan@example.org"', '„eve@example.org“', "'fay@example.org", 'n/a', '', 'nobody.example.org',
  'gil@example.org;hal@example.org', 'ida@example.org;ida', 'jo@@example.org', 'kim@example', 'lea@exämple.org', 'max mustermann@example.org', '#N/A', '=A1', ';', ' ',
  'a'.repeat(64), '5d41402abc4b2a76b9719d911017c592', 'x@example.org ::: y@example.org', 'mailto:zoe@example.org,', '«una@example.org»', 'test@test.com', 'ann\u00ad@example.org',
]
const numbers = [
  '+49 151 05950019', '0151 05950019', '015105950019.0', '4.91512E+11', 'Tel.: 0151-05950020', '0151·05950021', 'https://wa.me/4915105950022', '0151 05950023 (mobil)',
  'M: 0151 05950024', '☎ 0151 05950025', '0151-05950026;phone-context=+49', 'tel:+43-664-1234567;phone-context=+49', '030 1234567/68', '+49 151 05950027 ::: +49 151 05950028',
  'k. A.', '', '-', 'Fax: 0151 05950029', '0151 05950030 ext. 5', '+1 202 555 0143', '0049 151 05950031', '12', '***4567', '(0151) 05950032', '0151~05950033', '📞: +4915105950034',
]
const lands = ['DE', 'Deutschland', '', 'AT', 'Österreich', 'D', '49', 'Neverland', 'Schweiz', 'usa', 'DEU']
const news = ['nein', 'ja', '', '0', '1', 'vielleicht', '2024-01-31', 'unsubscribed', '1.1.1970', '31.01.2026 12:30', 'NULL', 'no', '1970-01-01T00:00:00Z', '-1', '0,0', '1769860800']

/** messy is some hundred rows with everything in it. */
const messy = Array.from({ length: 400 }, (_, i) => ({
  'Kunden-Nr.': `${1000 + i}`, 'E-Mail': addresses[i % addresses.length]!, 'Telefon privat': numbers[(i * 7) % numbers.length]!, Land: lands[i % lands.length]!,
  Mobil: i % 5 === 0 ? numbers[(i * 3) % numbers.length]! : '', Abgemeldet: i % 3 === 0 ? news[(i / 3) % news.length]! : '', Notiz: i % 9 === 0 ? 'VIP; "x"' : '',
}))
const names = Object.keys(messy[0]!)
const quoted = (cell: string): string => (/[",;\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
const lines = (between: string): string[] => [names, ...messy.map(Object.values)].map((row) => row.map(quoted).join(between))

test('a messy list in every format: what of it is used, and what is left out, where and why', async () => {
  const csv = lines(';')
  csv.splice(40, 0, '', 'x;"y"z;;;;;', 'a;b@example.org;;;;;;more', 'short;s@example.org', '')
  const [list] = await same(put('a.csv', `\ufeff${csv.join('\r\n')}\r\n`))
  assert.ok(list!.rejects!.length > 10 && list!.kept_out!.length === 2 && list!.repaired > 50)
  await same(put('b.csv', `sep=;\n${csv.join('\n')}`), { region: 'DE' })
  await same(put('c.csv', `Kundenexport vom 31.01.2026\n\nStand;Mai\n${lines(',').join('\n')}\n`), { region: 'AT' })
  await same(put('d.tsv', lines('\t').join('\n')), { region: 'DE', map: { Mobil: 'ignore' } })
  await same(put('e.tsv.gz', gzipSync(lines('\t').join('\n'))), { region: 'FR' })
  await same(put('f.csv', Buffer.from(`\ufeff${lines('|').join('\n')}`, 'utf16le')), { region: 'DE' })
  const western = lines(';').filter((line) => Buffer.from(line, 'latin1').toString('latin1') === line)
  await same(put('g.csv', Buffer.from(western.join('\n'), 'latin1')), { region: 'DE' })
})

test('NDJSON: fields inside of others, lists, and lines that are none', async () => {
  const objects = messy.map((row, i) => JSON.stringify({
    id: i, ...row, 'E-Mail': i % 4 === 0 ? [row['E-Mail'], `more${i}@example.org`] : row['E-Mail'], Mobil: i % 7 === 0 ? null : row.Mobil || undefined,
    traits: { tel: row['Telefon privat'], more: [{ value: `deep${i}@example.org` }, { value: 'x' }] }, big: 12345678901234567890n.toString(),
  }))
  objects.splice(50, 0, '', '{"E-Mail":"a@example.org","E-Mail":"b@example.org"}', '{"E-Mail":"c@example.org"', '{"E-Mail":{"x":1}}', '[1]',
    '{"Telefon privat":491510595001901,"Land":"DE"}', '{"Telefon privat":4915105950019,"Land":"DE"}', '{"E-Mail":"\\ud800@example.org"}', '{"E-Mail":true}', '  ')
  const text = Buffer.concat([Buffer.from(objects.join('\n')), Buffer.from('\n{"E-Mail":"'), Buffer.of(0xff), Buffer.from('"}\n')])
  const [list] = await same(put('a.ndjson', text))
  assert.deepEqual(['bad_json', 'duplicate_field', 'nested_value'].map((code) => list!.rejects!.find((one) => one.code === code)?.count), [3, 1, 1])
  await same(put('b.jsonl.gz', gzipSync(text)), { region: 'DE', map: { 'traits.tel': 'phone', 'traits.more[].value': 'email' } })
})

test('XLSX: formats of numbers, shared and other texts, sheets, hidden and missing rows', async () => {
  const row = (i: number): Cell[] => Object.values(messy[i]!).map((cell, c): Cell => {
    if (c === 0) return 1000 + i
    if (c !== 2 || i % 3 > 0) return cell
    return [{ number: 15105950019, format: '00000000000' }, { number: 4915105950019, format: '"+"0' }, { number: 4915105950020, format: '\\+00 000 0000000' }, 4915105950021, 4.9151e11][i % 5]!
  })
  const rows: (Cell[] | undefined)[] = [['Export', 'Mai'], undefined, [...names, 'am'], ...messy.map((_, i) => [...row(i), { number: 45000 + i / 2, format: 'dd.mm.yyyy hh:mm' }])]
  rows.splice(20, 0, undefined, ['', '', ''], [...row(3), '', 'behind the last column'])
  rows.push(['', { xml: '<c r="B500" t="str"><f>A1</f><v>formula@example.org</v></c>' }], ['', { xml: '<c r="B501"><f>A1</f></c>' }],
    ['', { xml: '<c r="B502" t="e"><v>#REF!</v></c>' }], ['', { xml: '<c r="B503" t="inlineStr"><is><r><t>rich</t></r><r><t>@example.org</t></r><rPh><t>x</t></rPh></is></c>' }],
    ['', { xml: '<c r="B504" t="b"><v>1</v></c>' }], ['', { xml: '<c r="B505" t="d"><v>2026-01-31</v></c>' }])
  const second = [['Mail'], ['only@example.org'], ['nobody']]
  const path = put('a.xlsx', workbook([
    { name: 'alt', hidden: true, rows: [['email'], ['old@example.org']] }, { name: 'Kunden & Co', rows, merged: ['A1:B1', 'A40:A41'] }, { name: 'Mai', rows: second },
  ]))
  const lists = await same(path)
  assert.deepEqual(lists.map(({ type, source }) => [type, source.sheet]), [['email', 'Kunden & Co'], ['phone', 'Kunden & Co']])
  assert.ok(lists[0]!.rejects!.some(({ code }) => code === 'excel_error'))
  await same(path, { region: 'DE' })
  await same(path, { sheet: 'mai' })
  await same(path, { sheet: '1' })
})
