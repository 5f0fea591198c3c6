// The client against psi-server, with 10,000 rows and 50,000 people, in both suites; with BLINDMATCH_SLOW only.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { email, phone, Platform, withPhone } from './platform.js'
import { matchKey, normalise } from '../src/index.js'

const skip = process.env.BLINDMATCH_SLOW === undefined && 'it takes a minute'
const [rows, people] = [10_000, 50_000]
let platform: Platform
before(async () => {
  if (!skip) platform = await Platform.start(['acme'], people, people)
})
after(() => platform?.stop())

/** Half of the list is of users, the other half of nobody's addresses. */
const list = (identifier: (user: number) => string, type: 'email' | 'phone') =>
  Array.from({ length: rows }, (_, i) => identifier(i < rows / 2 ? i + withPhone : i + people)).map((text) =>
    ({ segment: 0, type, matchKey: matchKey(normalise('default-v1', type, text)) }))

for (const [dataset, rowsOf] of [['users', [...list(email, 'email').slice(0, rows / 2), ...list(phone, 'phone').slice(rows / 2)]], ['users-p256', list(email, 'email')]] as const) {
  test(`${dataset}: ${rows} of ${people}`, { skip }, async () => {
    const client = await platform.client('acme')
    const { result } = await client.count({ dataset, rows: rowsOf })
    assert.equal(result.released?.value, rows / 2)
  })
}
