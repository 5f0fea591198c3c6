// A vector with one byte changed fails, at the step or stage that the file names; the Go side does the same
// (vectors/flip_test.go). Here some bytes are drawn; with BLINDMATCH_SLOW more, with BLINDMATCH_CAMPAIGN it is all of them.
import assert, { AssertionError } from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Failure } from '../src/errors.js'
import { Reject } from '../src/identity/reject.js'
import { generator } from './generator.js'
import { checks } from './steps/index.js'
import { elsewhere } from './steps/malformed.js'
import { files, folder, named } from './vectors.js'

/** free are the values that nothing else in a vector depends on byte by byte, by step; both sides have the same list.
 * After #7 it is a value of vector 7 alone. */
const free: Record<string, string[]> = JSON.parse(readFileSync(new URL('testdata/free.json', folder), 'utf8'))

interface Place {
  path: string[]
  text: string
}

/** places are the texts and numbers of a step's vector number i that are not free. */
function places(step: string, i: number, value: unknown, path: string[] = []): Place[] {
  const at = `/${path.join('/')}`
  const isFree = (other: string): boolean => [at, `#${i}${at}`].some((own) => own === other || own.startsWith(`${other}/`))
  if (path.at(-1) === 'name' || free[step]?.some(isFree)) return []
  if (typeof value === 'string' || typeof value === 'number') return value === '' ? [] : [{ path, text: String(value) }]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, of]) => places(step, i, of, [...path, name]))
}

const digits = '123456789'

/** flip is a text with another byte of its kind at a place: it stays hexadecimal, a number or a text. */
function flip(text: string, at: number, random: (n: number) => number): string {
  let kinds = 'abcdefghijklmnopqrstuvwxyz'
  if (/^-?\d+$/.test(text)) kinds = digits
  else if (/^[0-9a-f]{20,}$/.test(text)) kinds = '0123456789abcdef'
  const others = [...kinds].filter((other) => other !== text[at])
  return text.slice(0, at) + others[random(others.length)]! + text.slice(at + 1)
}

/** changed gives a vector another text at a place, and back the way to undo it. */
function change(vector: any, { path }: Place, text: string): () => void {
  const from = path.slice(0, -1).reduce((value, name) => value[name], vector)
  const last = path.at(-1)!
  const was = from[last]
  from[last] = typeof was === 'number' ? Number(text) : text
  return () => void (from[last] = was)
}

/** isRefusal says whether a vector was refused for what is in it, rather than by an accident of the test. */
const isRefusal = (cause: unknown): boolean =>
  [AssertionError, Failure, Reject, RangeError].some((kind) => cause instanceof kind)

const seed = process.env.BLINDMATCH_SEED ?? String(randomInt(2 ** 40))
const all = process.env.BLINDMATCH_CAMPAIGN !== undefined
const each = process.env.BLINDMATCH_SLOW ? 8 : 1

for (const { name, step, vectors } of files()) {
  test(`${name}, flipped with seed ${seed}`, async () => {
    const random = generator(`${seed} ${name}`)
    const wrong: string[] = []
    for (const [i, v] of vectors.entries()) {
      if (elsewhere.includes(v.stage)) continue
      const texts = places(step, i, v).map((place) => ({ place, from: 0 }))
      let length = 0
      for (const text of texts) {
        text.from = length
        length += text.place.text.length
      }
      const drawn = all ? Array.from({ length }, (_, n) => n) : Array.from({ length: each }, () => random(length))
      for (const n of drawn) {
        const { place, from } = texts.findLast((text) => text.from <= n)!
        if (place.text[n - from] === '-' && digits.includes(place.text[n - from + 1]!)) continue // a sign
        const to = flip(place.text, n - from, random)
        const undo = change(v, place, to)
        const what = `${named(v, i)} ${place.path.join('/')}: ${place.text.slice(0, 40)} as ${to.slice(0, 40)}`
        try {
          await checks[step]!(v)
          wrong.push(`${what}: nobody notices`)
        } catch (cause) {
          if (!isRefusal(cause)) wrong.push(`${what}: ${String(cause)}`)
          const staged = step !== 'malformed' || place.path[0] === 'stage' || String(cause).includes(`stage ${v.stage}`)
          if (!staged) wrong.push(`${what}: the stage is not named`)
        } finally {
          undo()
        }
      }
    }
    assert.deepEqual(wrong, [])
  })
}
