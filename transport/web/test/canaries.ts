// Identifiers in every spelling and hash under which they might turn up.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** spellings are the bytes of an identifier as text, in other alphabets, and of its hashes. */
function spellings(text: string): Buffer[] {
  const texts = [text, text.toLowerCase(), text.toUpperCase(), encodeURIComponent(text), text.replace(/\D/g, '').length > 8 ? text.replace(/\D/g, '') : text]
  const digests = [...new Set([text, text.toLowerCase()])].flatMap((one) =>
    ['sha256', 'sha1', 'md5'].map((name) => createHash(name).update(one).digest()))
  return [
    ...texts.map((one) => Buffer.from(one)), ...texts.map((one) => Buffer.from(one, 'utf16le')), Buffer.from(Buffer.from(text).toString('base64').slice(0, -4)),
    ...digests, ...digests.map((one) => Buffer.from(one.toString('hex'))), ...digests.map((one) => Buffer.from(one.toString('base64').slice(0, -2))),
    ...digests.map((one) => Buffer.from(one.toString('base64url'))),
  ].filter((one) => one.length >= 8)
}

const prefix = 6

/** Canaries finds identifiers in bytes, all of them in one pass. */
export class Canaries {
  readonly #by = new Map<number, Buffer[]>()
  /** Whether any begins with three bytes: nearly all places are passed over by it. */
  readonly #begins = new Uint8Array(1 << 24)

  constructor(texts: Iterable<string>) {
    for (const text of texts) {
      for (const one of spellings(text)) {
        const key = one.readUIntBE(0, prefix)
        this.#begins[one.readUIntBE(0, 3)] = 1
        this.#by.set(key, [...(this.#by.get(key) ?? []), one])
      }
    }
  }

  /** foundIn is how many spellings are in some bytes. */
  foundIn(bytes: Buffer): number {
    let found = 0
    let next = 0
    for (let at = 0; at + prefix <= bytes.length; at++) {
      next = at === 0 ? bytes.readUIntBE(0, 3) : ((next << 8) | bytes[at + 2]!) & 0xffffff
      if (this.#begins[next] === 0) continue
      for (const one of this.#by.get(bytes.readUIntBE(at, prefix)) ?? []) {
        if (bytes.subarray(at, at + one.length).equals(one)) found++
      }
    }
    return found
  }

  /** foundBelow is the files of a folder that have any. */
  foundBelow(folder: string): string[] {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))
    return files.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() && this.foundIn(readFileSync(file)) > 0)
  }
}
