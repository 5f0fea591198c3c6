// Where the page keeps tags until they are sent: a file of the browser's, which holds nothing else and does not stay.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Canaries } from './canaries.js'
import { Chromium, noChromium } from './chromium.js'
import { email, Platform } from './platform.js'
import { Recorder } from './recorder.js'

const people = 40_000
const folder = mkdtempSync(join(tmpdir(), 'blindmatch-spill-'))
const list = join(folder, 'list.csv')
const rows = Array.from({ length: 1500 }, (_, i) => [email(7 * i), email(people + i)]).flat()
const canaries = new Canaries(rows)

let platform: Platform
let recorder: Recorder
let chromium: Chromium

/** files are what is in the browser's files of this origin: their bytes. */
async function files(): Promise<Buffer[]> {
  const all: string[] = await chromium.evaluate(`(async () => {
    const root = await navigator.storage.getDirectory()
    const out = []
    for await (const of of root.values()) {
      for await (const handle of of.values()) {
        const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer())
        let text = ''
        for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
        out.push(btoa(text))
      }
    }
    return out
  })()`)
  return all.map((text) => Buffer.from(text, 'base64'))
}

/** swept waits until there are none. */
async function swept(): Promise<void> {
  for (let i = 0; (await files()).length > 0; i++) {
    assert.ok(i < 50, 'a file is left')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const part = 'Number(document.querySelector("#phase-set [aria-valuenow]")?.getAttribute("aria-valuenow") ?? -1)'
const click = (selector: string): Promise<void> => chromium.evaluate(`document.querySelector('${selector}').click()`)

async function start(): Promise<void> {
  await chromium.open(`${recorder.origin}/`)
  await chromium.until('document.querySelector("#input")', 'the drop zone')
  await chromium.choose('#input', list)
  await chromium.until('document.querySelector("#start:not([disabled])")', 'the question')
  await click('#start')
}

async function answered(): Promise<void> {
  await chromium.until('document.querySelector("#number")', 'the answer')
  assert.equal(await chromium.evaluate('document.querySelector("#number").textContent'), '1,500')
}

before(async () => {
  if (noChromium) return
  writeFileSync(list, `email\n${rows.join('\n')}\n`)
  platform = await Platform.start(['acme'], people)
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

test('tags are in a file that is gone when there is an answer, also of a page that was loaded again', { skip: noChromium }, async () => {
  await start()
  await chromium.until(`${part} >= 50`, 'some tags')
  const [file, ...others] = await files()
  assert.deepEqual(others, [])
  assert.ok(file!.length > 10 * 2 * people && file!.length < 10 * 3 * people, `${file!.length} bytes`)
  const written = file!.filter((byte) => byte !== 0).length
  assert.ok(written > file!.length / 4 && written < file!.length, `${written} bytes`)
  assert.equal(canaries.foundIn(file!), 0)
  await chromium.page('Page.reload')
  await chromium.until(`${part} >= 50`, 'that it goes on')
  const again = await files()
  assert.ok(again.length > 0 && again.every((one) => canaries.foundIn(one) === 0))
  await answered()
  await chromium.open(`${recorder.origin}/`)
  await swept()
})

test('it is gone when the run is stopped, and at the next visit if the page was left', { skip: noChromium }, async () => {
  await start()
  await chromium.until(`${part} >= 30`, 'some tags')
  assert.equal((await files()).length, 1)
  await click('#stop')
  await chromium.until('document.querySelector("#fault:not([hidden])")', 'that it stopped')
  assert.deepEqual(await files(), [])
  await chromium.evaluate(`navigator.storage.getDirectory().then((root) => root.getDirectoryHandle('blindmatch', { create: true }))
    .then((folder) => folder.getFileHandle('left', { create: true })).then(() => undefined)`)
  assert.equal((await files()).length, 1)
  await chromium.reload()
  await swept()
})

test('a browser without such files counts as well', { skip: noChromium }, async () => {
  const { identifier } = await chromium.page('Page.addScriptToEvaluateOnNewDocument', { source: 'delete StorageManager.prototype.getDirectory' })
  try {
    await start()
    await answered()
  } finally {
    await chromium.page('Page.removeScriptToEvaluateOnNewDocument', { identifier })
  }
})
