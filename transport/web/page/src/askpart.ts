// The question: what is asked, what it costs, and what will leave the tab.
import { h, show, choice } from './dom.js'
import { heading } from './filepart.js'
import { affordable, fastSlice, plan, precisions, type Plan } from './plan.js'
import { amount, bytes, distinctOf, n, sizesOf, state, t, time, when } from './state.js'
import { formatSlice, whole, type Slice } from '../../src/slice.js'

/** planned is the question as it is chosen now; nothing while something is missing. */
export function planned(slice?: Slice): Plan | undefined {
  const { info, listed, speed } = state
  if (!info || !listed || !speed) return undefined
  const pays = precisions(info)[state.precision]?.epsilon ?? info.prices.most
  const sizes = sizesOf(listed, info.params.types)
  if (!pays || sizes.every((size) => size === 0)) return undefined
  return plan(info, sizes, slice ?? (state.fast ? fastSlice(info, sizes, speed) : whole), pays, speed)
}

/** refusal says why the question can't be asked. */
function refusal(chosen: Plan): string | undefined {
  const { info, listed } = state
  const distinct = distinctOf(listed!, info!.params.types)
  const { next } = info!.prices
  const later = next && next > new Date() ? t().notBefore(when(next)) : ''
  if (!info!.modes.includes('count')) return t().notOffered
  if (distinct < info!.floors.list) return t().tooFew(n(info!.floors.list))
  if (distinct > info!.limits.list) return t().tooMany(n(info!.limits.list))
  if (chosen.charged.num > 0n && !affordable(info!, chosen.charged)) return t().tooMuch(later)
  return chosen.charged.num > 0n && later ? later : undefined
}

export function renderAsk(changed: () => void, chosen: (offer: number) => void, start: () => void): void {
  const { who, info, listed, offer } = state
  if (!who || !listed || state.running || state.outcome) return show('ask')
  if (who.offers.length === 0) return show('ask', heading('ask', t().ask), h('p', {}, t().none))
  const offers = who.offers.map((one, i): [string, string] => [String(i), `${one.dataset} · ${one.purpose}`])
  const picker = choice('offer', t().dataset, offers, String(who.offers.indexOf(offer!)), (i) => chosen(Number(i)))
  const now = planned()
  if (!info || !now) return show('ask', heading('ask', t().ask), picker)
  const all = planned(whole)!
  const part = planned(fastSlice(info, sizesOf(listed, info.params.types), state.speed))!
  const radio = (fast: boolean, text: string): HTMLElement =>
    h('label', { class: 'radio' }, h('input', {
      type: 'radio', name: 'how', id: fast ? 'fast' : 'full', checked: state.fast === fast,
      change: () => {
        state.fast = fast
        changed()
      },
    }), text)
  const levels = precisions(info).map(({ within, epsilon }, i): [string, string] => [String(i), state.fast ? t().upTo(amount(epsilon)) : t().within(n(within), amount(epsilon))])
  const no = refusal(now)
  const { left30, left365 } = info.prices
  show(
    'ask', heading('ask', t().ask), picker,
    info.prices.exact && !state.fast ? h('p', { class: 'field' }, h('strong', {}, t().precision), t().exact)
      : choice('precision', state.fast ? t().price : t().precision, levels, String(state.precision), (i) => {
        state.precision = Number(i)
        changed()
      }),
    h('fieldset', {}, h('legend', {}, t().how), radio(false, t().whole(time(all.seconds))), radio(true, t().slice(formatSlice(part.slice), time(part.seconds)))),
    now.interval.low < now.interval.high && h('p', {}, t().interval(n(now.people), n(now.interval.low), n(now.interval.high))),
    h('p', {}, now.charged.num === 0n ? t().free : t().cost(amount(now.charged), amount(left30), amount(left365))),
    info.params.suite !== 'ristretto255' && h('p', { class: 'warn' }, t().variable),
    no !== undefined && h('p', { class: 'warn' }, no),
    h('p', { class: 'actions' }, h('button', { type: 'button', id: 'start', class: 'primary', disabled: no !== undefined, click: start }, t().start)),
  )
}

export function renderLeaves(): void {
  const { info, listed } = state
  const now = planned()
  if (!now || !info || !listed || state.outcome) return show('leaves')
  const segments = listed.report.segments.length
  show(
    'leaves', heading('leaves', t().leaves), h('p', {}, t().sends(n(now.sent), n(distinctOf(listed, info.params.types)))),
    h('p', {}, t().readsSet(n(now.elements), bytes(32 * now.elements))),
    segments > 0 && h('p', {}, t().segmentsStay(segments)), h('p', {}, h('strong', {}, t().staysHere)),
  )
}
