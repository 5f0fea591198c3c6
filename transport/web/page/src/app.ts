// The page: what happens when. The file is read in one worker, points are multiplied in others.
import { Failure } from '../../src/errors.js'
import { whole } from '../../src/slice.js'
import { renderAsk, renderLeaves, planned } from './askpart.js'
import { byId, choice, h } from './dom.js'
import { renderCheck, renderColumns, renderFile, renderReading } from './filepart.js'
import { ask, clientOf, Points, who } from './platform.js'
import type { Answer, Ask, Listed, Opened } from './reader.js'
import { progressed, renderAnswer, renderRun } from './runpart.js'
import { said, state, t } from './state.js'
import type { Language } from './strings.js'

let points = new Points()
let reader: Worker | undefined

function fault(cause?: unknown): void {
  const box = byId('fault')
  box.hidden = cause === undefined
  box.textContent = cause === undefined ? '' : `${t().failed}: ${said(cause)}`
}

/** read has a fresh worker look at the file; one that is still at it is of no use any more. */
function read(message: Ask): Promise<Opened | Listed> {
  reader?.terminate()
  const worker = new Worker(new URL('reader.js', document.baseURI), { type: 'module' })
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
  const byKeys = document.activeElement?.id === 'input'
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
  const { file, opened, uses, region, info } = state
  if (!file || !opened) return
  fault()
  state.listed = undefined
  renderAll()
  if (!uses.some((use) => use?.startsWith('email') || use?.startsWith('phone'))) return
  try {
    const profile = info?.params.profile ?? 'default-v1'
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
  const column = document.activeElement?.getAttribute('data-column')
  const id = document.activeElement?.id
  renderColumns(columnsChanged, sheetChosen)
  if (column) document.querySelector<HTMLElement>(`select[data-column="${column}"]`)?.focus()
  else if (id) document.getElementById(id)?.focus()
  void check()
}

function sheetChosen(sheet: string): void {
  void choose(state.file!, sheet).then(() => document.getElementById('sheet')?.focus())
}

async function offered(i: number): Promise<void> {
  const { who: asking } = state
  if (!asking) return
  const before = state.info?.params
  state.offer = asking.offers[i]!
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
}

async function start(): Promise<void> {
  const { who: asking, offer, info, listed } = state
  const plan = planned()
  if (!asking || !offer || !info || !listed || !plan) return
  fault()
  const lists = listed.lists.filter((list) => info.params.types.includes(list.type))
  const running = (state.running = new AbortController())
  renderAll()
  byId('stop').focus()
  try {
    const question = { who: asking, offer, info, listed: { ...listed, lists }, epsilon: plan.drawn, slice: plan.slice ?? whole }
    const outcome = await ask(question, points, running.signal, (phase) => (done, total) => {
      progressed(phase, done, total)
      if (phase === 'set' && done === total) progressed('wait', 0, 0)
    })
    state.info = await clientOf(asking).info(offer.dataset, offer.purpose)
    state.outcome = { outcome, listed, info: state.info }
  } catch (cause) {
    points.end()
    points = new Points()
    fault(running.signal.aborted ? t().stopped : cause)
    state.info = await clientOf(asking).info(offer.dataset, offer.purpose).catch(() => info)
  }
  state.running = undefined
  renderAll()
  if (state.outcome) byId('answer').focus()
}

/** renderAll is all that follows from a list; what has the focus keeps it. */
function renderAll(): void {
  const id = document.activeElement?.id
  renderCheck()
  renderAsk(() => renderAll(), (i) => void offered(i), () => void start())
  renderLeaves()
  renderRun(() => state.running?.abort())
  renderAnswer(() => {
    state.outcome = undefined
    renderAll()
  })
  if (id && document.activeElement?.id !== id) document.getElementById(id)?.focus()
}

function render(): void {
  document.documentElement.lang = state.language
  document.title = `Blindmatch: ${t().title}`
  const { who: asking } = state
  byId('head').replaceChildren(
    h('div', { class: 'top' }, h('div', {}, h('h1', {}, t().title), asking ? h('p', { class: 'faint' }, t().who(asking.advertiser, asking.platform)) : ''),
      choice('language', t().language, [['en', 'English'], ['de', 'Deutsch']], state.language, (language) => {
        state.language = language as Language
        localStorage.setItem('language', language)
        render()
        byId('language').focus()
      })),
    h('p', {}, t().intro),
  )
  byId('foot').replaceChildren(h('p', { class: 'faint' }, t().believe(asking?.platform ?? location.host)))
  if (asking) renderFile((file) => void choose(file))
  renderColumns(columnsChanged, sheetChosen)
  renderAll()
}

// A file that misses its place must not be opened in this tab.
for (const type of ['dragover', 'drop']) addEventListener(type, (event) => event.preventDefault())
addEventListener('beforeunload', (event) => state.running && event.preventDefault())

render()
try {
  state.who = await who()
  render()
  if (state.who.offers.length > 0) await offered(0)
} catch (cause) {
  fault(cause)
}
