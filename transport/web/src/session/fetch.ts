import { Unreachable, type Transport } from './http.js'

/** pageHeader is what forms and other origins can't send: a platform that serves a page insists on it. */
export const pageHeader = 'Blindmatch-Page'

/**
 * fetchTransport is for a page that the platform itself serves, below a URL: its own origin alone, with what identifies
 * the user there, a client certificate or the platform's cookies.
 */
export function fetchTransport(base: URL): Transport {
  return async ({ method, path, headers, body }, signal) => {
    const { 'Content-Length': _, ...named } = headers // which the browser writes itself
    try {
      const answer = await fetch(new URL(base.pathname.replace(/\/$/, '') + path, base), {
        method,
        headers: { ...named, [pageHeader]: '1' },
        ...(body && { body: body as BodyInit }),
        ...(signal && { signal }),
        mode: 'same-origin',
        credentials: 'same-origin',
        redirect: 'manual', // which is not followed, and of which a page learns nothing more
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
      })
      const status = answer.type === 'opaqueredirect' ? 302 : answer.status
      return { status, headers: Object.fromEntries(answer.headers), body: new Uint8Array(await answer.arrayBuffer()) }
    } catch (cause) {
      signal?.throwIfAborted()
      throw new Unreachable(`the platform can't be reached: ${(cause as Error).message}`, false)
    }
  }
}
