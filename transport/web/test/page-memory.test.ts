// What a list of a million rows takes of a tab. It is large, so a campaign alone runs it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Chromium, noChromium } from './chromium.js'
import { watchTabs } from './memory.js'
import { email, Platform, users } from './platform.js'
import { Recorder } from './recorder.js'
import { workbook, type Cell } from './workbook.js'

const rows = Number(process.env['BLINDMATCH_ROWS'] ?? 1_000_000)
const skip = noChromium || (process.env['BLINDMATCH_CAMPAIGN'] === undefined && 'it is for campaigns')

function* table(): Generator<Cell[]> {
  yield ['Kunde', 'E-Mail', 'Ort', 'Stufe']
  for (let i = 0; i < rows; i++) yield [1000 + i, i < users ? email(i) : `customer.number.${i}@example.org`, `Ort ${i % 5000}`, ['Gold', 'Silber'][i % 2]!]
}

test('a list of a million rows, in less than 500 MB of the tab', { skip, timeout: 7_200_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'blindmatch-memory-'))
  const platform = await Platform.start(['acme'])
  const recorder = await Recorder.start(platform.connection('acme'))
  const chromium = await Chromium.start()
  try {
    writeFileSync(join(folder, 'a.xlsx'), workbook([{ name: 'a', rows: table() }]))
    writeFileSync(join(folder, 'a.csv'), Array.from(table(), (row) => row.join(';')).join('\n'))
    await chromium.open(`${recorder.origin}/`)
    const memory = await watchTabs(chromium)
    t.diagnostic(`${rows} rows; an empty page: ${memory.now().toFixed(0)} MB`)
    for (const name of ['a.csv', 'a.xlsx']) {
      const since = Date.now()
      await chromium.choose('#input', join(folder, name))
      await chromium.until(`document.querySelector("#file .name")?.textContent === "${name}" && document.querySelector("#used")`, 'the check', 3000)
      t.diagnostic(`${name} is read: ${memory.now().toFixed(0)} MB, meanwhile ${memory.lap().toFixed(0)} MB, ${((Date.now() - since) / 1000).toFixed(0)} s`)
    }
    const since = Date.now()
    await chromium.until('document.querySelector("#start:not([disabled])")', 'the question', 600)
    await chromium.evaluate('document.querySelector("#start").click()')
    await chromium.until('document.querySelector("#phase-set [aria-valuenow]")', 'the platform’s set', 5000)
    t.diagnostic(`the list is sent: ${memory.now().toFixed(0)} MB, meanwhile ${memory.lap().toFixed(0)} MB, ${((Date.now() - since) / 1000).toFixed(0)} s`)
    await chromium.until('document.querySelector("#number")', 'the answer', 3000)
    const answer = await chromium.evaluate('document.querySelector("#number").textContent')
    t.diagnostic(`answered ${answer}: meanwhile ${memory.lap().toFixed(0)} MB, at most ${memory.most().toFixed(0)} MB`)
    memory.end()
    assert.equal(answer, users.toLocaleString('en'))
    assert.ok(memory.most() > 150 && memory.most() < 500, `${memory.most()} MB`)
  } finally {
    await chromium.stop()
    chromium.forget()
    recorder.stop()
    await platform.stop()
    rmSync(folder, { recursive: true })
  }
})
