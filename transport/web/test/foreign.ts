// What a foreign page tries: functions that run inside of it, and use nothing from outside.

/** attempts are all ways in, each with what came of it: read, loaded, opaque (sent, and nothing to read) or refused. */
export async function attempts(at: string, offer: string): Promise<[string, string][]> {
  const tried: Promise<[string, string]>[] = []
  const attempt = (what: string, f: () => Promise<string> | string): void => {
    const late = new Promise<string>((resolve) => setTimeout(resolve, 8000, 'nothing came'))
    const done = Promise.race([Promise.resolve().then(f), late]).catch(() => 'refused')
    tried.push(done.then((came): [string, string] => [what, came]))
  }
  const sessions = `${at}/v1/sessions`
  const info = `${at}/v1/datasets/users?purpose=audience-matching`
  const own = { 'Blindmatch-Page': '1' }
  const json = { 'Content-Type': 'application/json' }

  for (const credentials of ['include', 'omit', 'same-origin'] as const) {
    const asked = (what: string, url: string, how: RequestInit): void =>
      attempt(`fetch, ${credentials}: ${what}`, async () => {
        const answer = await fetch(url, { ...how, credentials })
        return answer.type === 'opaque' ? 'sent' : `read ${answer.status}`
      })
    asked('who', `${at}/who`, {})
    asked('who, with the header', `${at}/who`, { headers: own })
    asked('info', info, {})
    asked('offer', sessions, { method: 'POST', body: offer, headers: json })
    asked('offer, with the header', sessions, { method: 'POST', body: offer, headers: { ...json, ...own } })
    asked('offer as text', sessions, { method: 'POST', body: offer })
    asked('offer, no-cors', sessions, { method: 'POST', body: offer, mode: 'no-cors' })
    asked('offer, no-cors, with the header', sessions, { method: 'POST', body: offer, mode: 'no-cors', headers: own })
    asked('offer, no-cors, no referrer', sessions, { method: 'POST', body: offer, mode: 'no-cors', referrerPolicy: 'no-referrer' })
    asked('end a session', `${sessions}/00000000000000000000000000000000`, { method: 'DELETE' })
  }
  attempt('XMLHttpRequest', () => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.withCredentials = true
    request.open('POST', sessions)
    request.onload = () => resolve(`read ${request.status}`)
    request.onerror = reject
    request.send(offer)
  }))
  for (const type of ['text/plain', 'application/json']) {
    attempt(`beacon of ${type}`, () => (navigator.sendBeacon(sessions, new Blob([offer], { type })) ? 'sent' : 'refused'))
  }
  attempt('EventSource', () => new Promise((resolve, reject) => {
    const source = new EventSource(info, { withCredentials: true })
    source.onopen = () => resolve('read')
    source.onerror = () => {
      source.close()
      reject(new Error())
    }
  }))
  attempt('WebSocket', () => new Promise((resolve, reject) => {
    const socket = new WebSocket(sessions.replace('http', 'ws'))
    socket.onopen = () => resolve('read')
    socket.onerror = reject
  }))

  // What a page embeds.
  const embedded = (name: 'img' | 'script' | 'link' | 'video' | 'audio', attributes: Record<string, string>): void =>
    attempt(`${name} ${Object.values(attributes).join(' ')}`, () => new Promise((resolve, reject) => {
      const element = document.createElement(name)
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
      element.onload = element.onloadeddata = () => resolve('loaded')
      element.onerror = reject
      document.body.append(element)
    }))
  for (const src of [`${at}/who`, info]) {
    embedded('img', { src })
    embedded('script', { src })
    embedded('video', { src })
    embedded('link', { rel: 'stylesheet', href: src })
  }
  embedded('script', { src: `${at}/app.js` })
  embedded('script', { src: `${at}/app.js`, type: 'module' })
  embedded('script', { src: `${at}/app.js`, crossorigin: 'use-credentials' })
  embedded('link', { rel: 'stylesheet', href: `${at}/style.css` })
  attempt('import', () => import(`${at}/app.js`).then(() => 'loaded'))
  for (const script of ['reader.js', 'points.js']) {
    attempt(`worker ${script}`, () => new Promise((resolve, reject) => {
      const worker = new Worker(`${at}/${script}`)
      worker.onmessage = () => resolve('loaded')
      worker.onerror = reject
    }))
    attempt(`importScripts ${script}`, () => new Promise((resolve, reject) => {
      const text = `importScripts(${JSON.stringify(`${at}/${script}`)}); postMessage(1)`
      const worker = new Worker(URL.createObjectURL(new Blob([text])))
      worker.onmessage = () => resolve('loaded')
      worker.onerror = reject
    }))
  }
  attempt('service worker', () => navigator.serviceWorker.register(`${at}/app.js`).then(() => 'loaded'))

  // Frames say that they are loaded whatever is in them: what counts is what the platform is asked.
  const framed = (what: string, element: HTMLElement): void =>
    attempt(what, () => new Promise((resolve) => {
      element.onload = element.onerror = () => setTimeout(resolve, 1000, 'blank')
      document.body.append(element)
      setTimeout(resolve, 3000, 'blank')
    }))
  for (const src of [`${at}/`, `${at}/index.html`, info]) {
    framed(`iframe ${src}`, Object.assign(document.createElement('iframe'), { src }))
    framed(`embed ${src}`, Object.assign(document.createElement('embed'), { src }))
    framed(`object ${src}`, Object.assign(document.createElement('object'), { data: src }))
  }
  for (const enctype of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    attempt(`form ${enctype}`, () => new Promise((resolve) => {
      const frame = Object.assign(document.createElement('iframe'), { name: enctype })
      const form = Object.assign(document.createElement('form'), { method: 'post', action: sessions, target: enctype, enctype })
      // {"a":…,"x":"="}: in text/plain what is sent can be JSON.
      form.append(Object.assign(document.createElement('input'), { name: `${offer.slice(0, -1)},"x":"`, value: '"}' }))
      document.body.append(frame, form)
      frame.onload = () => setTimeout(resolve, 1000, 'sent')
      form.submit()
    }))
  }
  attempt('a sandboxed frame', () => new Promise((resolve) => {
    addEventListener('message', ({ data }) => resolve(data === 'TypeError' ? 'refused' : `read ${data}`))
    const how = JSON.stringify({ method: 'POST', body: offer, headers: { ...own, ...json }, credentials: 'include' })
    const script = `fetch(${JSON.stringify(sessions)}, ${how}).then((r) => r.status, (e) => e.name).then((x) => parent.postMessage(x, '*'))`
    const frame = Object.assign(document.createElement('iframe'), { srcdoc: `<script>${script.replaceAll('<', '\\u003c')}</script>` })
    frame.setAttribute('sandbox', 'allow-scripts')
    document.body.append(frame)
  }))
  return Promise.all(tried)
}

/** opened opens the page itself in a window, and reaches into it: what becomes of the window, and what can be had. */
export async function opened(url: string): Promise<[string, string]> {
  const other = open(url, '_blank')
  if (!other) return ['not opened', '']
  for (let i = 0; i < 100 && !other.closed; i++) await new Promise((resolve) => setTimeout(resolve, 50))
  let had = 'none'
  try {
    other.postMessage({ ask: { dataset: 'users' } }, '*')
    had = other.document.body ? 'document' : 'empty document'
  } catch {
    // as it should be
  }
  return [other.closed ? 'gone' : 'there', had]
}
