// What outlives a reload: the session, sealed under a key that no script can read, and its tags. It is gone when the
// session has ended or been left.
import { ascii, type Bytes } from '../../src/bytes.js'
import type { Kept, Shelf } from '../../src/session/rest.js'

export interface Saved {
  kept: Kept
  /** Names of the segments, which are the advertiser's own. */
  segments: string[]
  logKey: string
  at: number
}

interface Sealed {
  key: CryptoKey
  iv: Uint8Array<ArrayBuffer>
  sealed: ArrayBuffer
}

/** How long a platform keeps a session. */
const mostAge = 24 * 3600_000

let opened: Promise<IDBDatabase> | undefined

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('blindmatch', 1)
    request.onupgradeneeded = () => {
      for (const name of ['session', 'tags']) request.result.createObjectStore(name)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no database'))
  })
  return opened
}

/** within runs f in a transaction on a store, and gives what its request gives, once it is done. */
async function within<T>(store: 'session' | 'tags', mode: IDBTransactionMode, f: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(store, mode, { durability: 'relaxed' })
  const request = f(transaction.objectStore(store))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('no room'))
  })
}

export async function save(saved: Saved): Promise<void> {
  await forget()
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const text = new TextEncoder().encode(JSON.stringify(saved))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: ascii('blindmatch session') as Uint8Array<ArrayBuffer> }, key, text)
  text.fill(0)
  await within('session', 'readwrite', (store) => store.put({ key, iv, sealed } satisfies Sealed, 'session'))
}

/** saved is what was saved, unless it can't be of use any more. */
export async function saved(logKey: string): Promise<Saved | undefined> {
  try {
    const held = await within('session', 'readonly', (store) => store.get('session') as IDBRequest<Sealed | undefined>)
    if (!held) return undefined
    const { key, iv, sealed } = held
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: ascii('blindmatch session') as Uint8Array<ArrayBuffer> }, key, sealed)
    const got = JSON.parse(new TextDecoder().decode(text)) as Saved
    if (got.logKey === logKey && Date.now() - got.at < mostAge) return got
  } catch {
    // damaged, or of another version of this page
  }
  await forget().catch(() => undefined)
  return undefined
}

export async function forget(): Promise<void> {
  for (const name of ['session', 'tags'] as const) await within(name, 'readwrite', (store) => store.clear())
}

/** shelf keeps the tags; where there is no room, it keeps none. */
export const shelf: Shelf = {
  leaves: async () => (await within('tags', 'readonly', (store) => store.getAllKeys()).catch(() => [])) as number[],
  get: (leaf) => within('tags', 'readonly', (store) => store.get(leaf) as IDBRequest<Bytes | undefined>).catch(() => undefined),
  put: async (leaf, tags) => {
    await within('tags', 'readwrite', (store) => store.put(tags, leaf)).catch(() => undefined)
  },
}
