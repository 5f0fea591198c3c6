// As much of JSON Schema, draft 2020-12, as the schema of a ledger's entries needs (§13.2).
import { isDay, isEnd } from '../context.js'
import { parseAmount } from '../fraction.js'
import { entryDefinitions, entryKinds, entryProperties } from './entryschema.js'

type Schema = { [word: string]: any } | boolean

const definitions: { [name: string]: Schema } = JSON.parse(entryDefinitions)
const properties: { [name: string]: Schema } = JSON.parse(entryProperties)

/** Of each type of entry its member, and whether it has a session: always, never or maybe. */
const kinds: { [type: string]: [string, string] } = JSON.parse(entryKinds)

const isObject = (value: unknown): value is { [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const types: { [name: string]: (value: unknown) => boolean } = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isSafeInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
}

/** words says of each word of a schema whether a value fits it; what a value is not of the type for fits. */
const words: { [word: string]: (value: any, of: any, schema: any) => boolean } = {
  $ref: (value, of: string) => fits(value, definitions[of.slice('#/$defs/'.length)]!),
  type: (value, of) => [of].flat().some((name) => types[name]!(value)),
  const: (value, of) => value === of,
  enum: (value, of) => of.includes(value),
  not: (value, of) => !fits(value, of),
  pattern: (value, of) => typeof value !== 'string' || new RegExp(of, 'u').test(value),
  format: (value) => typeof value !== 'string' || isDay(value),
  minLength: (value, of) => typeof value !== 'string' || [...value].length >= of,
  minimum: (value, of) => typeof value !== 'number' || value >= of,
  maximum: (value, of) => typeof value !== 'number' || value <= of,
  minItems: (value, of) => !Array.isArray(value) || value.length >= of,
  maxItems: (value, of) => !Array.isArray(value) || value.length <= of,
  uniqueItems: (value) => !Array.isArray(value) || new Set(value).size === value.length,
  items: (value, of) => !Array.isArray(value) || value.every((item) => fits(item, of)),
  required: (value, of) => !isObject(value) || of.every((name: string) => Object.hasOwn(value, name)),
  properties: (value, of) => !isObject(value) || Object.keys(of).every((name) => !Object.hasOwn(value, name) || fits(value[name], of[name])),
  additionalProperties: (value, of, schema) => of || !isObject(value) || Object.keys(value).every((name) => Object.hasOwn(schema.properties, name)),
}

function fits(value: unknown, schema: Schema): boolean {
  if (typeof schema === 'boolean') return schema
  return Object.entries(schema).every(([word, of]) => words[word]!(value, of, schema))
}

/** Identifier types are names that ascend; the rows of an import are no such. */
const ascends = (names: unknown): boolean =>
  !Array.isArray(names) || names.every((name, i) => i === 0 || typeof name !== 'string' || name > names[i - 1])
const isAllotted = (slice: unknown): boolean => typeof slice !== 'string' || Number(slice.split(' at ')[1] ?? 0) < 1024

/** What noise was drawn with is a fraction in lowest terms. */
function isDrawn(epsilon: unknown): boolean {
  if (typeof epsilon !== 'string') return true
  try {
    parseAmount(epsilon)
    return true
  } catch {
    return false
  }
}

/** memberOf gives the name of the member that goes with an entry's type, if the entry is as its schema says. */
export function memberOf(entry: unknown): string | undefined {
  if (!isObject(entry) || !Object.hasOwn(kinds, String(entry['type']))) return undefined
  const [member, session] = kinds[String(entry['type'])]!
  const names = ['v', 'seq', 'time', 'type', 'salt', member]
  const has = Object.hasOwn(entry, 'session')
  if (session === 'always' ? !has : has && session === 'never') return undefined
  if (!names.every((name) => Object.hasOwn(entry, name))) return undefined
  if (!Object.keys(entry).every((name) => (names.includes(name) || name === 'session') && fits(entry[name], properties[name]!))) return undefined
  const of = entry[member] as { [name: string]: unknown }
  const audience = of['audience'] as { expires?: string } | undefined
  if (audience?.expires !== undefined && !isEnd(audience.expires)) return undefined
  return ascends(of['types']) && isAllotted(of['slice']) && isDrawn(of['epsilon']) ? member : undefined
}
