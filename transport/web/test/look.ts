// A look at a state of the page: by axe, and by pictures if they are wanted.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Chromium } from './chromium.js'

const shots = process.env['BLINDMATCH_SHOTS']
const widths = [1280, 390]

/** look has axe look at a state, light and dark, and sees that nothing is wider than the window. */
export async function look(chromium: Chromium, name: string): Promise<void> {
  assert.deepEqual(await chromium.faults(), [], name)
  assert.deepEqual(await chromium.nameless(), [], name)
  if (shots) mkdirSync(shots, { recursive: true })
  for (const width of widths) {
    await chromium.wide(width)
    const wide = await chromium.evaluate('document.documentElement.scrollWidth')
    assert.ok(wide <= width, `${name}: ${wide} px wide in ${width}`)
    if (shots) for (const scheme of ['light', 'dark'] as const) await chromium.look(width, scheme, join(shots, `${name}-${width}-${scheme}.png`))
  }
}
