// The session: how far it is, and its answer.
import { releasedInterval, sliceInterval, type Interval } from '../../src/interval.js'
import { parseEpsilon } from '../../src/fraction.js'
import type { Released } from '../../src/session/messages.js'
import { groupsOf } from '../../src/set.js'
import { formatSlice, parseSlice } from '../../src/slice.js'
import { byId, h, show } from './dom.js'
import { heading } from './filepart.js'
import { amount, n, state, t, time, when } from './state.js'

const phases = ['list', 'set', 'wait'] as const
export type Phase = (typeof phases)[number]

/** renderRun puts up a line and a bar for each phase; progressed fills them. */
export function renderRun(stop: () => void): void {
  if (!state.running) return show('run')
  show(
    'run', heading('run', t().run),
    ...phases.map((phase) => h('div', { class: 'phase later', id: `phase-${phase}` }, h('span', {}, t().phases[phase]),
      phase !== 'wait' && h('div', { class: 'gauge', role: 'progressbar', 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-label': t().phases[phase] }, h('div')),
      h('p', { class: 'faint' }))),
    h('p', { class: 'faint', id: 'stay' }, state.kept ? t().goesOn : t().stay),
    h('p', { class: 'actions' }, h('button', { type: 'button', id: 'stop', click: stop }, t().stop)),
  )
  for (const [phase, { done, total }] of begun) fill(phase, done, total)
}

/** Where a phase began, and how far it is. */
const begun = new Map<Phase, { at: number; from: number; done: number; total: number }>()

/** fresh forgets the last run. */
export const fresh = (): void => begun.clear()

export function progressed(phase: Phase, done: number, total: number): void {
  const { at, from } = begun.get(phase) ?? { at: performance.now(), from: done }
  begun.set(phase, { at, from, done, total })
  fill(phase, done, total)
}

function fill(phase: Phase, done: number, total: number): void {
  const { at, from } = begun.get(phase)!
  const line = byId(`phase-${phase}`)
  if (!line) return
  line.classList.remove('later')
  if (total === 0) return
  const rate = (1000 * (done - from)) / Math.max(1, performance.now() - at)
  const gauge = line.querySelector<HTMLElement>('.gauge')!
  const part = (100 * done) / total
  gauge.setAttribute('aria-valuenow', String(Math.floor(part)))
  ;(gauge.firstElementChild as HTMLElement).style.width = `${part}%`
  const text = rate > 0 ? t().rate(n(done), n(total), n(Math.round(rate)), time((total - done) / rate)) : t().part(n(done), n(total))
  line.querySelector('p')!.textContent = done === total ? n(total) : text
}

/** told is what a released number says, with the most that can match. */
function told(released: Released, terms: number, most: number): { text: string; value: number; interval: Interval } {
  const { outcome, info } = state.outcome!
  const slice = parseSlice(outcome.context.slice)
  if (slice.j > 0) {
    const drawn = parseEpsilon(outcome.context.epsilon)
    const { value, ...interval } = sliceInterval(released.value ?? 0, slice.j, groupsOf(info.sections), drawn, most)
    return { text: n(value), value, interval }
  }
  const interval = releasedInterval(released, terms, most)
  if (released.value === null) return { text: t().below(n(released.floor)), value: 0, interval }
  return { text: n(released.value), value: released.value, interval }
}

function receipt(text: string): HTMLElement {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const name = `blindmatch-${state.outcome!.outcome.session.slice(0, 12)}.receipt`
  return h('a', { class: 'button', id: 'receipt', href, download: name }, t().receipt)
}

export function renderAnswer(again: () => void): void {
  if (!state.outcome) return show('answer')
  const { outcome, segments: names, info } = state.outcome
  const { result, context, sizes } = outcome
  const groups = groupsOf(info.sections)
  const segments = result.segments ?? []
  const main = result.released && told(result.released, Math.max(1, segments.length), Math.min(groups, sizes.reduce((a, b) => a + b, 0)))
  const slice = parseSlice(context.slice)
  const exact = result.released?.noise === 'none'
  const bars = segments.map((one, i) => ({ name: names[i]!, ...told(one, 1, Math.min(groups, sizes[i]!)) }))
  const most = Math.max(1, ...bars.map((bar) => bar.value))
  const bar = ({ name, text, value, interval }: (typeof bars)[number]): HTMLElement => {
    const filled = h('div')
    filled.style.width = `${(100 * value) / most}%`
    const range = exact ? text : `${text} (${n(interval.low)}–${n(interval.high)})`
    return h('li', {}, h('span', {}, name || '–'), h('div', { class: 'gauge', 'aria-hidden': 'true' }, filled), h('span', { class: 'number' }, range))
  }
  const { audience } = context
  const done = audience && t().pushed[audience.action as 'create'](audience.name, audience.expires ? when(new Date(audience.expires)) : '')
  show(
    'answer', heading('answer', t().answer), done && h('p', { id: 'audience-done' }, done),
    main && h('p', { class: 'big', id: 'number' }, main.text), main && h('p', {}, t().people),
    slice.j > 0 && h('p', { class: 'faint' }, t().estimate(formatSlice({ j: slice.j }))),
    main && h('p', { id: 'interval' }, exact ? t().exactly : t().confidence(n(main.interval.low), n(main.interval.high))),
    bars.length > 1 && h('h3', {}, t().segments), bars.length > 1 && h('ul', { class: 'bars' }, ...bars.map(bar)),
    audience && !main && h('p', { class: 'faint' }, t().untold),
    h('p', { class: 'faint', id: 'left' }, t().left(amount(info.prices.left30), amount(info.prices.left365))),
    h('p', { class: 'actions' }, result.receipt !== undefined && receipt(result.receipt),
      h('button', { type: 'button', id: 'again', click: again }, t().again)),
    result.receipt !== undefined && h('p', { class: 'faint' }, t().receiptHelp),
  )
}
