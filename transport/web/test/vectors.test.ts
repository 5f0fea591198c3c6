// Every vector of every file.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checks } from './steps/index.js'
import { elsewhere } from './steps/malformed.js'
import { files, named } from './vectors.js'

for (const { name, step, vectors } of files()) {
  test(name, async () => {
    let tried = 0
    for (const [i, v] of vectors.entries()) {
      if (elsewhere.includes(v.stage)) continue
      tried++
      try {
        await checks[step]!(v)
      } catch (cause) {
        throw new Error(`${step}: ${named(v, i)}`, { cause })
      }
    }
    assert.ok(tried > 0 || vectors.every((v) => elsewhere.includes(v.stage)))
  })
}
