// The page: what happens when. The file is read in one worker, points are multiplied in others.
import { Failure } from '../../src/errors.js'
import { whole } from '../../src/slice.js'
import { renderAsk, renderLeaves, planned } from './askpart.js'
import { base } from './base.js'
import { byId, choice, find, focused, h, mount, skeleton } from './dom.js'
import { renderCheck, renderColumns, renderFile, renderReading } from './filepart.js'
import type { Audience } from '../../src/context.js'
import type { Info } from '../../src/session/messages.js'
import { saved } from './keep.js'
import { ask, clientOf, goOn, pageEntry, Points, wasBegun, who, type Answered, type Listener, type Offer, type Who } from './platform.js'
import type { Answer, Ask, Listed, Opened } from './reader.js'
import { fresh, progressed, renderAnswer, renderRun } from './runpart.js'
import { sweep } from './spill.js'
import { n, said, state, t, when } from './state.js'
import type { Language } from './strings.js'

let points = new Points()
let reader: Worker | undefined

/** fault says what went wrong, until something else is tried: in another language too, if that is chosen. */
function fault(cause?: unknown): void {
  state.fault = cause
  const box = byId('fault')
  box.hidden = cause === undefined
  // Who stopped it, or loaded the page again, knows why it has ended.
  box.textContent = cause === undefined ? '' : cause === 'stopped' || cause === 'begun' ? said(cause) : `${t().failed}: ${said(cause)}`
}

/** read has a fresh worker look at the file; one that is still at it is of no use any more. */
function read(message: Ask): Promise<Opened | Listed> {
  reader?.terminate()
  const worker = new Worker(new URL('reader.js', base), { type: 'module' })
  reader = worker
  return new Promise((resolve, reject) => {
    worker.onerror = () => reject(new Failure('bad_worker', 'the worker that reads broke'))
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (reader !== worker) return
      if ('read' in data) return renderReading(data.read, data.rows)
      worker.terminate()
      if ('fault' in data) reject(data.fault)
      else resolve('opened' in data ? data.opened : data.listed)
    }
    worker.postMessage(message)
  })
}

/** choose opens a file, and of a workbook a sheet. */
async function choose(file: File, sheet?: string): Promise<void> {
  if (state.running) return
  fault()
  Object.assign(state, { file, opened: undefined, listed: undefined, outcome: undefined, uses: [] })
  const byKeys = focused()?.id === 'input'
  render()
  if (byKeys) byId('input').focus()
  renderReading(0, 0)
  try {
    state.opened = (await read({ file, ...(sheet !== undefined && { sheet }) })) as Opened
    state.uses = state.opened.uses
    render()
    await check()
  } catch (cause) {
    fault(cause)
  }
}

/** check reads the whole file with the columns as they are now. */
async function check(): Promise<void> {
  const { file, opened, uses, region } = state
  if (!file || !opened) return
  fault()
  state.listed = undefined
  renderAll()
  if (!uses.some((use) => use?.startsWith('email') || use?.startsWith('phone'))) return
  // What was wrong with the platform's answer is told again, unless it is right now.
  if (!state.info && state.offer) await offered(state.who!.offers.indexOf(state.offer))
  try {
    const profile = state.info?.params.profile ?? 'default-v1'
    const columns = { uses, profile, ...(region && { region }) }
    state.listed = (await read({ file, columns, ...(opened.sheet !== undefined && { sheet: opened.sheet }) })) as Listed
    if (state.info && !state.speed) state.speed = await points.speed(state.info.params.suite)
    renderAll()
  } catch (cause) {
    fault(cause)
  }
}

/** columnsChanged keeps the focus where it is. */
function columnsChanged(): void {
  const column = focused()?.getAttribute('data-column')
  const id = focused()?.id
  renderColumns(columnsChanged, sheetChosen)
  if (column) find(`select[data-column="${column}"]`)?.focus()
  else if (id) byId(id)?.focus()
  void check()
}

function sheetChosen(sheet: string): void {
  void choose(state.file!, sheet).then(() => byId('sheet')?.focus())
}

async function offered(i: number): Promise<void> {
  const { who: asking } = state
  if (!asking) return
  const before = state.info?.params
  state.offer = asking.offers[i]!
  state.audiences = undefined
  delete state.info
  try {
    state.info = await clientOf(asking).info(state.offer.dataset, state.offer.purpose)
    const { suite, profile } = state.info.params
    if (before?.suite !== suite) state.speed = state.listed ? await points.speed(suite) : 0
    if (before && before.profile !== profile) await check()
  } catch (cause) {
    fault(cause)
  }
  renderAll()
  await whatChanged()
}

/** audienceOf is the audience as it is asked for; its end is counted from now. */
function audienceOf(): Audience | undefined {
  const { what, audience: { name, use, days, release } } = state
  if (what === 'count') return undefined
  if (what !== 'create' && what !== 'replace') return { action: what, name }
  const expires = new Date(Date.now() + days * 24 * 3600_000 - 60_000).toISOString().replace(/\.\d+Z$/, 'Z')
  return { action: what, name, use, expires, release }
}

/** whatChanged asks for the audiences that there are, before one is chosen. */
async function whatChanged(): Promise<void> {
  const { who: asking, offer, what, audiences } = state
  if (what === 'count' || audiences || !asking || !offer) return
  try {
    state.audiences = await clientOf(asking).audiences(offer.dataset, offer.purpose)
  } catch (cause) {
    fault(cause)
  }
  renderAll()
}

/** run shows a session, new or under way, until its answer. */
async function run(asking: Who, offer: Offer, f: (listener: Listener) => Promise<Answered | undefined>): Promise<void> {
  fault()
  fresh()
  const running = (state.running = new AbortController())
  renderSource()
  renderAll()
  byId('stop').focus()
  const reads = (): Promise<Info> => clientOf(asking).info(offer.dataset, offer.purpose)
  try {
    const answered = await f({
      signal: running.signal,
      progress: (phase) => (done, total) => {
        progressed(phase, done, total)
        if (phase === 'set' && done === total) progressed('wait', 0, 0)
      },
      kept: () => {
        state.kept = true
        byId('stay').textContent = t().goesOn
      },
    })
    if (answered) state.outcome = { ...answered, info: (state.info = await reads()) }
  } catch (cause) {
    points.end()
    points = new Points()
    fault(running.signal.aborted ? 'stopped' : cause)
    state.info = await reads().catch(() => state.info!)
  }
  state.running = state.audiences = undefined
  state.kept = false
  renderSource()
  renderAll()
  if (state.outcome) byId('answer').focus()
  else await whatChanged()
}

async function start(): Promise<void> {
  const { who: asking, offer, info, listed } = state
  const plan = planned()
  if (!asking || !offer || !info || !listed || !plan) return
  const lists = listed.lists.filter((list) => info.params.types.includes(list.type))
  const audience = audienceOf()
  const question = { who: asking, offer, info, listed: { ...listed, lists }, epsilon: plan.drawn, slice: plan.slice ?? whole, ...(audience && { audience }) }
  await run(asking, offer, (listener) => ask(question, points, listener))
}

/** goesOn takes up what was under way when the page was loaded again. */
async function goesOn(asking: Who): Promise<boolean> {
  const left = await saved(asking.log_key)
  if (!left) {
    if (wasBegun()) fault('begun')
    return false
  }
  const { dataset, purpose, platform, advertiser } = left.kept.context
  if (platform !== asking.platform || advertiser !== asking.advertiser) return false
  const offer = asking.offers.find((one) => one.dataset === dataset && one.purpose === purpose) ?? { dataset, purpose }
  state.kept = true
  state.offer = offer
  await run(asking, offer, (listener) => {
    const all = left.kept.sizes.reduce((a, b) => a + b, 0)
    progressed('list', all, all)
    return goOn(asking, left, points, listener)
  })
  return state.outcome !== undefined
}

/** renderAll is all that follows from a list; what has the focus keeps it. */
function renderAll(): void {
  const id = focused()?.id
  renderCheck()
  renderAsk(() => {
    renderAll()
    void whatChanged()
  }, (i) => void offered(i), () => void start())
  renderLeaves()
  renderRun(() => state.running?.abort())
  renderAnswer(() => {
    state.outcome = undefined
    renderAll()
  })
  if (id && focused()?.id !== id) byId(id)?.focus()
}

/** renderSource is the file and its columns, which stay as they are while there is a session. */
function renderSource(): void {
  if (state.who) renderFile((file) => void choose(file))
  renderColumns(columnsChanged, sheetChosen)
}

function renderFoot(): void {
  const { who: asking, entry } = state
  byId('foot').replaceChildren(
    h('p', { class: 'faint' }, t().believe(asking?.platform ?? location.host)),
    asking ? h('p', { class: 'faint', id: 'digest' }, t().digest(asking.page), ' ',
      entry ? t().recorded(n(entry.seq), when(new Date(entry.time))) : t().unrecorded) : '',
  )
}

function render(): void {
  byId('blindmatch-page').lang = byId('head').lang = byId('foot').lang = state.language
  if (find('title')) {
    document.documentElement.lang = state.language
    document.title = `Blindmatch: ${t().title}`
  }
  const { who: asking } = state
  byId('head').replaceChildren(
    h('div', { class: 'top' }, h('div', {}, h(find('title') ? 'h1' : 'h2', { class: 'title' }, t().title), asking ? h('p', { class: 'faint' }, t().who(asking.advertiser, asking.platform)) : ''),
      choice('language', t().language, [['en', 'English'], ['de', 'Deutsch']], state.language, (language) => {
        state.language = language as Language
        localStorage.setItem('language', language)
        render()
        byId('language').focus()
      })),
    h('p', {}, t().intro),
  )
  renderFoot()
  fault(state.fault)
  renderSource()
  renderAll()
}

// A file that misses its place must not be opened in this tab.
for (const type of ['dragover', 'drop']) addEventListener(type, (event) => event.preventDefault())
addEventListener('beforeunload', (event) => state.running && !state.kept && event.preventDefault())

async function begin(): Promise<void> {
  render()
  void sweep()
  try {
    const asking = (state.who = await who())
    render()
    void pageEntry(asking).then((entry) => {
      state.entry = entry
      renderFoot()
    })
    await goesOn(asking)
    if (!state.outcome && asking.offers.length > 0) await offered(0)
  } catch (cause) {
    fault(cause)
  }
}

/** `<blindmatch-match>` is the page inside another page of the platform's: one of them in a page. */
class Match extends HTMLElement {
  connectedCallback(): void {
    if (this.shadowRoot) return
    if (document.querySelector('blindmatch-match') !== this) throw new Error('a page has room for one <blindmatch-match>')
    const shadow = this.attachShadow({ mode: 'open' })
    shadow.append(h('link', { rel: 'stylesheet', href: new URL('style.css', base).href }), ...skeleton())
    mount(shadow)
    void begin()
  }
}

if (byId('blindmatch-page')) await begin()
else customElements.define('blindmatch-match', Match)
