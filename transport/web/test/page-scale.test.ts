// How long large questions take in a tab, and what it holds meanwhile. A campaign alone asks them: the platform's ten
// million people are imported for some minutes, into BLINDMATCH_SCALE if that is a folder, where the next run finds them.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test, type TestContext } from 'node:test'
import { Chromium, noChromium } from './chromium.js'
import { watchTabs } from './memory.js'
import { email, Platform } from './platform.js'
import { Recorder } from './recorder.js'

const skip = noChromium || (process.env['BLINDMATCH_CAMPAIGN'] === undefined && 'it is for campaigns')
const people = { million: 1_000_000, large: 10_000_000 }
const rows = 100_000
const matched = 40_000
const scratch = mkdtempSync(join(tmpdir(), 'blindmatch-scale-'))
const dir = process.env['BLINDMATCH_SCALE'] ?? join(scratch, 'platform')

let platform: Platform
let recorder: Recorder
let chromium: Chromium

before(async () => {
  if (skip) return
  platform = await Platform.start(['acme'], 0, 0, { dir, people })
  recorder = await Recorder.start(platform.connection('acme'))
})
after(async () => {
  recorder?.stop()
  await platform?.end()
  rmSync(scratch, { recursive: true })
})

/** listOf has users, spread over the dataset, and strangers. */
function listOf(all: number): string {
  const path = join(scratch, `${all}.csv`)
  const address = (i: number): string => email(i < matched ? i * Math.floor(all / matched) : all + i)
  const lines = Array.from({ length: rows }, (_, i) => `Kunde ${i};${address(i)};Ort ${i % 5000};${['Gold', 'Silber'][i % 2]}`)
  writeFileSync(path, `Kunde;E-Mail;Ort;Stufe\n${lines.join('\n')}\n`)
  return path
}

const numberOf = async (selector: string): Promise<number> =>
  Number((await chromium.evaluate(`document.querySelector('${selector}').textContent`)).replaceAll(',', ''))
const part = 'Number(document.querySelector("#phase-set [aria-valuenow]")?.getAttribute("aria-valuenow") ?? -1)'

/** count asks, and says what took how long. It gives the answer. */
async function count(t: TestContext, dataset: keyof typeof people, how: 'full' | 'fast', again: boolean): Promise<number> {
  const list = listOf(people[dataset])
  chromium = await Chromium.start()
  try {
    await chromium.open(`${recorder.origin}/`)
    const memory = await watchTabs(chromium)
    t.diagnostic(`an empty page: ${memory.now().toFixed(0)} MB`)
    let since = Date.now()
    const lap = (what: string): void => {
      t.diagnostic(`${what}: ${((Date.now() - since) / 1000).toFixed(1)} s; ${memory.now().toFixed(0)} MB, meanwhile ${memory.lap().toFixed(0)}`)
      since = Date.now()
    }
    await chromium.until('document.querySelector("#input")', 'the drop zone')
    const begun = Date.now()
    await chromium.choose('#input', list)
    await chromium.until('document.querySelector("#start")', 'the check')
    lap('read and checked')
    await chromium.evaluate(`{
      const offer = document.querySelector('#offer')
      offer.value = [...offer.options].find((one) => one.text.startsWith('${dataset} ')).value
      offer.dispatchEvent(new Event('change'))
      document.querySelector('#start').dataset.before = ''
    }`)
    await chromium.until('document.querySelector("#start:not([disabled]):not([data-before])")', 'the question about this dataset')
    await chromium.evaluate(`document.querySelector('#${how}').click()`)
    t.diagnostic(await chromium.evaluate('document.querySelector("#ask fieldset").innerText + " " + document.querySelector("#leaves").innerText'))
    since = Date.now()
    await chromium.evaluate('document.querySelector("#start").click()')
    const asked = Date.now()
    await chromium.until(`document.querySelector("#stay")?.textContent.includes("may be loaded again") || ${part} >= 0`, 'a complete list')
    lap('list blinded and sent')
    if (again) {
      await chromium.until(`${part} >= 50`, 'half of the set')
      lap('half of the set')
      await chromium.evaluate('document.documentElement.dataset.before = ""')
      await chromium.page('Page.reload')
      await chromium.until(`!("before" in document.documentElement.dataset) && ${part} >= 0`, 'that it goes on')
      assert.ok(await chromium.evaluate(part) >= 45, 'it begins again')
      lap('loaded again, and goes on')
    }
    await chromium.until(`document.querySelector("#phase-wait:not(.later)") && ${part} === 100 || document.querySelector("#number")`, 'the tags')
    lap('set matched')
    await chromium.until('document.querySelector("#number")', 'the answer')
    lap('sorted, sent and answered')
    memory.end()
    const [, low, high] = /between ([\d,]+) and ([\d,]+)/.exec(await chromium.evaluate('document.querySelector("#interval").textContent')) ?? []
    t.diagnostic(`${rows} rows, ${people[dataset]} people, ${how}: ${((Date.now() - asked) / 1000).toFixed(1)} s from the click to the answer, ` +
      `${((Date.now() - begun) / 1000).toFixed(1)} s from the file; at most ${memory.most().toFixed(0)} MB`)
    const answer = await numberOf('#number')
    t.diagnostic(`answer ${answer}${low ? `, ${low} to ${high}` : ''}; truth ${matched}; ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}`)
    return answer
  } finally {
    await chromium.stop()
    chromium.forget()
  }
}

test('100,000 rows, a million people, in full', { skip }, async (t) => {
  assert.equal(await count(t, 'million', 'full', false), matched)
})

test('100,000 rows, a million people, loaded again half way', { skip }, async (t) => {
  assert.equal(await count(t, 'million', 'full', true), matched)
})

test('100,000 rows, ten million people, fast', { skip }, async (t) => {
  // Of a part of 1/128 the standard deviation is some 2,300.
  const answer = await count(t, 'large', 'fast', false)
  assert.ok(Math.abs(answer - matched) < 20_000, `${answer}`)
})
