import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { phoneMetadata } from '../src/identity/metadata.js'
import { normalise } from '../src/identity/profile.js'
import * as tables from '../src/identity/tables.js'

test('all letters of Unicode 15.0.0 become small, and no later ones', () => {
  for (const [text, small] of [
    ['\u1f8b@a.example', '\u1f83@a.example'], ['\u0132@a.example', '\u0133@a.example'], ['\u01c5@a.example', '\u01c6@a.example'],
    ['\u039d\u03a3\u0345@a.example', '\u03bd\u03c2\u0345@a.example'], ['\ua7cb@a.example', '\ua7cb@a.example'],
  ] as const) {
    assert.equal(normalise('plain', 'email', new TextEncoder().encode(text)), small)
  }
})

test('the tables are those of SPEC.md', () => {
  const rows = (name: string): string[] =>
    readFileSync(new URL(`../../../../psi/identity/${name}`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
  assert.deepEqual(tables.codepoints.trim().split('\n'), rows('codepoints.txt'))
  assert.deepEqual(tables.placeholders.trim().split('\n'), rows('placeholders.txt'))
})

test('the version of the numbering plans is that of the package', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  assert.equal(phoneMetadata, `libphonenumber-js/${dependencies['libphonenumber-js']}`)
})
