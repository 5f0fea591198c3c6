// The page for a person who asks, in a headless Chromium. It is written in Go; what looks at contrast is here.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Chromium, noChromium } from './chromium.js'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const shots = process.env['BLINDMATCH_SHOTS']

test('the page for a person who asks: contrast, headings and width, in six languages', { skip: noChromium }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'blindmatch-person-'))
  const chromium = await Chromium.start()
  try {
    execFileSync('go', ['test', '-count=1', '-run', '^TestLookedAt$', './internal/person'], {
      cwd: root, env: { ...process.env, BLINDMATCH_PAGES: folder }, stdio: ['ignore', 'ignore', 'inherit'],
    })
    const pages = readdirSync(folder)
    assert.equal(pages.length, 3 * 6, `${pages}`)
    for (const page of pages) {
      await chromium.wide(390)
      await chromium.open(`file://${join(folder, page)}`)
      assert.deepEqual(await chromium.faults(), [], page)
      assert.equal(await chromium.evaluate('document.documentElement.lang'), page.slice(-7, -5))
      assert.ok(await chromium.evaluate('document.documentElement.scrollWidth') <= 390, page)
      const levels: number[] = await chromium.evaluate('[...document.querySelectorAll("h1, h2, h3, h4")].map((h) => Number(h.localName[1]))')
      assert.ok(levels.length > 3 && levels[0] === 1 && levels.lastIndexOf(1) === 0, `${page}: ${levels}`)
      levels.forEach((level, i) => assert.ok(i === 0 || level <= levels[i - 1]! + 1, `${page}: ${levels}`))
      if (shots) for (const scheme of ['light', 'dark'] as const) await chromium.look(390, scheme, join(shots, `person-${page}-${scheme}.png`))
    }
  } finally {
    await chromium.stop()
    chromium.forget()
    rmSync(folder, { recursive: true })
  }
})
