import { Failure } from './errors.js'

/** A fraction in lowest terms; ε, charges and amounts of a budget are such. */
export interface Fraction {
  readonly num: bigint
  readonly den: bigint
}

function gcd(a: bigint, b: bigint): bigint {
  while (b) [a, b] = [b, a % b]
  return a
}

export function fraction(num: bigint, den: bigint): Fraction {
  const g = gcd(num, den)
  return { num: num / g, den: den / g }
}

/** parseEpsilon reads the form `epsilon` of Appendix A. */
export function parseEpsilon(text: string): Fraction {
  const match = /^([1-9][0-9]{0,6})(?:\/([1-9][0-9]{0,6}))?$/.exec(text)
  const num = BigInt(match?.[1] ?? 0)
  const den = BigInt(match?.[2] ?? 1)
  if (!match || match[2] === '1' || den > 1_000_000n || gcd(num, den) !== 1n) {
    throw new Failure('bad_request', 'ε is not a fraction in lowest terms with a denominator of at most 1,000,000')
  }
  return { num, den }
}

/** parseAmount reads the form `amount` of Appendix A: of a budget, so 0 too. */
export function parseAmount(text: string): Fraction {
  const match = /^(0|[1-9][0-9]{0,19})(?:\/([1-9][0-9]{0,19}))?$/.exec(text)
  const num = BigInt(match?.[1] ?? 0)
  const den = BigInt(match?.[2] ?? 1)
  if (!match || match[2] === '1' || (num === 0n && match[2]) || gcd(num, den) !== 1n) {
    throw new Failure('bad_request', 'an amount is not a fraction in lowest terms')
  }
  return { num, den }
}

export const formatFraction = (f: Fraction): string => (f.den === 1n ? `${f.num}` : `${f.num}/${f.den}`)

export const toNumber = (f: Fraction): number => Number(f.num) / Number(f.den)

export const less = (a: Fraction, b: Fraction): boolean => a.num * b.den < b.num * a.den

export const sameFraction = (a: Fraction, b: Fraction): boolean => a.num === b.num && a.den === b.den
