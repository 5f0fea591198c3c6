import { Failure } from '../errors.js'

export type Json = null | boolean | string | bigint | Decimal | Json[] | { [name: string]: Json }

/** Decimal is a number that is not written as an integer is: no field of §7.1 has one. */
export class Decimal {
  constructor(readonly text: string) {}
}

const badly = (what: string): Failure => new Failure('bad_message', `the platform sent JSON with ${what}`)

/** parseJSON reads one JSON value (RFC 8259). Unlike JSON.parse it keeps integers exact, and refuses a name twice. */
export function parseJSON(text: string): Json {
  const scan = /[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/y
  let depth = 0
  const token = (): string => {
    const match = scan.exec(text)
    if (!match) throw badly('a syntax error')
    return match[1] ?? match[2] ?? match[3] ?? match[4]!
  }
  const value = (first = token()): Json => {
    if (first === '{') return nested(object)
    if (first === '[') return nested(array)
    if (first.startsWith('"')) return JSON.parse(first) as string
    if (/^-?\d+$/.test(first) && first !== '-0') return BigInt(first)
    if (/^[-\d]/.test(first)) return new Decimal(first)
    if (/^[tfn]/.test(first)) return JSON.parse(first) as boolean | null
    throw badly('a syntax error')
  }
  const nested = <T>(read: () => T): T => {
    if (++depth > 32) throw badly('too many levels')
    const out = read()
    depth--
    return out
  }
  const object = (): { [name: string]: Json } => {
    const out: { [name: string]: Json } = Object.create(null)
    let next = token()
    while (next !== '}') {
      if (!next.startsWith('"')) throw badly('a syntax error')
      const name = JSON.parse(next) as string
      if (name in out) throw badly('a name twice')
      if (token() !== ':') throw badly('a syntax error')
      out[name] = value()
      next = token()
      if (next === '}') break
      if (next !== ',') throw badly('a syntax error')
      next = token()
      if (next === '}') throw badly('a syntax error')
    }
    return out
  }
  const array = (): Json[] => {
    const out: Json[] = []
    let next = token()
    while (next !== ']') {
      out.push(value(next))
      next = token()
      if (next === ']') break
      if (next !== ',') throw badly('a syntax error')
      next = token()
      if (next === ']') throw badly('a syntax error')
    }
    return out
  }
  const out = value()
  if (!/^[\t\n\r ]*$/.test(text.slice(scan.lastIndex))) throw badly('something behind its value')
  return out
}
