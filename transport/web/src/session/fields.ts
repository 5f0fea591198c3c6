// Readers of a message's fields (§7.1). What is not of its form is a local failure, bad_message.
import { isDay, isName, type Params } from '../context.js'
import { Failure } from '../errors.js'
import type { Part, SetInfo } from '../set.js'
import { Decimal, parseJSON, type Json } from './json.js'

export type Reader<T> = (value: Json, what: string) => T

const wrong = (what: string): Failure => new Failure('bad_message', `the platform's ${what} is missing or malformed`)

/** parsed reads a text of a form that has a parser of its own. */
export const parsed = <T>(parse: (text: string) => T): Reader<T> => (value, what) => {
  const got = text(value, what)
  try {
    return parse(got)
  } catch {
    throw wrong(what)
  }
}

export type Fields = { [name: string]: Json }

export const object: Reader<Fields> = (value, what) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw wrong(what)
  return value as Fields
}

/** message reads the text of a message: one JSON object. */
export const message = (text: string, what: string): Fields => object(parseJSON(text), what)

/** get reads a field that must be there; maybe reads one that need not be. Null, and an empty text, are like none. */
export function get<T>(from: Fields, name: string, read: Reader<T>): T {
  const value = from[name]
  if (value === undefined) throw wrong(name)
  return read(value, name)
}

export function maybe<T>(from: Fields, name: string, read: Reader<T>): T | undefined {
  const value = from[name]
  return value === undefined || value === null || (value === '' && read === (text as Reader<unknown>)) ? undefined : get(from, name, read)
}

export const text: Reader<string> = (value, what) => {
  if (typeof value !== 'string') throw wrong(what)
  return value
}

export const bool: Reader<boolean> = (value, what) => {
  if (typeof value !== 'boolean') throw wrong(what)
  return value
}

/** integer gives a number: exact below 2^53, which all but absurd limits are. */
export const integer: Reader<number> = (value, what) => {
  if (value instanceof Decimal && value.text === '-0') return 0
  if (typeof value !== 'bigint') throw wrong(what)
  return Number(value)
}

/** size has no sign, not even before a zero. */
export const size: Reader<number> = (value, what) => {
  if (typeof value !== 'bigint' || value < 0n || value >= 1n << 64n) throw wrong(what)
  return Number(value)
}

const matching = (pattern: RegExp): Reader<string> => (value, what) => {
  const got = text(value, what)
  if (!pattern.test(got)) throw wrong(what)
  return got
}

export const digest = matching(/^[0-9a-f]{64}$/)

const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** time reads RFC 3339, with its letters in capitals. */
export const time: Reader<Date> = (value, what) => {
  const got = text(value, what)
  const date = new Date(got)
  if (!timePattern.test(got) || !isDay(got) || Number.isNaN(date.getTime())) throw wrong(what)
  return date
}

export const list = <T>(read: Reader<T>): Reader<T[]> => (value, what) => {
  if (!Array.isArray(value)) throw wrong(what)
  return value.map((item) => read(item, what))
}

export const part: Reader<Part> = (value, what) => {
  const from = object(value, what)
  return { width: get(from, 'width', size), size: get(from, 'size', size) }
}

export const set: Reader<SetInfo> = (value, what) => {
  const from = object(value, what)
  return { parts: get(from, 'parts', list(part)), digest: get(from, 'digest', digest) }
}

/** params reads the four fields of a dataset's parameters, which stand in the object itself. */
export function params(from: Fields): Params {
  const types = get(from, 'types', list(text))
  const ascending = types.every((type, i) => isName(type) && (i === 0 || type > types[i - 1]!))
  if (types.length === 0 || !ascending) throw wrong('types')
  return { suite: get(from, 'suite', text), purpose: get(from, 'purpose', text), profile: get(from, 'profile', text), types }
}
