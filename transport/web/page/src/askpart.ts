// The question: what is asked, what it costs, and what will leave the tab.
import { byId, h, show, choice } from './dom.js'
import { heading } from './filepart.js'
import { affordable, fastSlice, plan, precisions, type Plan } from './plan.js'
import { amount, bytes, distinctOf, n, sizesOf, state, t, time, when, type What } from './state.js'
import { isFilled, isName } from '../../src/context.js'
import type { Fraction } from '../../src/fraction.js'
import type { Info } from '../../src/session/messages.js'
import { formatSlice, whole, type Slice } from '../../src/slice.js'

/** planned is the question as it is chosen now; nothing while something is missing. */
export function planned(slice?: Slice): Plan | undefined {
  const { info, listed, speed } = state
  if (!info || !listed || !speed) return undefined
  const pays = precisions(info)[state.precision]?.epsilon ?? info.prices.most
  const sizes = sizesOf(listed, info.params.types)
  if (!pays || sizes.every((size) => size === 0)) return undefined
  if (state.what !== 'count') return audiencePlan(info, sizes, pays, speed)
  return plan(info, sizes, slice ?? (state.fast ? fastSlice(info, sizes, speed) : whole), pays, speed)
}

/** audiencePlan is of all people, without segments; what fills an audience is paid for, what changes it is not. */
function audiencePlan(info: Info, sizes: number[], pays: Fraction, speed: number): Plan {
  const noised = { ...info, prices: { ...info.prices, exact: false } }
  const of = plan(noised, [sizes.reduce((a, b) => a + b, 0)], whole, pays, speed)
  return isFilled({ action: state.what, name: '' }) ? of : { ...of, charged: { num: 0n, den: 1n } }
}

/** refusal says why the question can't be asked. */
function refusal(chosen: Plan): string | undefined {
  const { info, listed } = state
  const distinct = distinctOf(listed!, info!.params.types)
  const { next } = info!.prices
  const later = next && next > new Date() ? t().notBefore(when(next)) : ''
  if (!info!.modes.includes(state.what === 'count' ? 'count' : 'activate')) return t().notOffered
  if (state.what !== 'count') {
    if (state.what !== 'create' && living().length === 0) return t().noAudience
    if (!isName(state.audience.name)) return t().badName
    if (state.what === 'create' && living().includes(state.audience.name)) return t().nameTaken
  }
  if (distinct < info!.floors.list) return t().tooFew(n(info!.floors.list), n(distinct))
  if (distinct > info!.limits.list) return t().tooMany(n(info!.limits.list), n(distinct))
  if (chosen.charged.num > 0n && !affordable(info!, chosen.charged)) return t().tooMuch(later)
  return chosen.charged.num > 0n && later ? later : undefined
}

const living = (): string[] => (state.audiences ?? []).filter((one) => one.state === 'active').map((one) => one.name)

/** audience is what is asked of one. */
function audience(changed: () => void): HTMLElement[] {
  const { what, audience: of } = state
  const change = (f: () => void) => (): void => {
    f()
    changed()
  }
  if (what === 'count') return []
  if (what !== 'create') {
    const names = living()
    if (!names.includes(of.name)) of.name = names[0] ?? ''
    if (names.length === 0) return []
  }
  const name = h('input', {
    type: 'text', id: 'audience', maxlength: '64', autocomplete: 'off', value: of.name, 'aria-describedby': 'audience-help',
    // What is being typed in stays as it is: only what is said of it changes.
    input: () => {
      of.name = name.value.trim().toLowerCase()
      judge(refusal(planned()!))
    },
  })
  const days = h('input', {
    type: 'number', id: 'days', min: '1', max: '30', value: String(of.days),
    change: () => {
      of.days = Math.min(30, Math.max(1, Math.floor(Number(days.value)) || 30))
      days.value = String(of.days)
    },
  })
  const picked = what === 'create'
    ? h('p', { class: 'field' }, h('label', { for: 'audience' }, t().audienceName), name, h('span', { class: 'faint', id: 'audience-help' }, t().audienceHelp))
    : choice('audience', t().audience, living().map((one): [string, string] => [one, one]), of.name, (value) => change(() => (of.name = value))())
  if (what !== 'create' && what !== 'replace') return [picked]
  return [
    picked,
    choice('use', t().use, Object.entries(t().useFor), of.use, (value) => change(() => (of.use = value as 'include'))()),
    h('p', { class: 'field' }, h('label', { for: 'days' }, t().days), days),
    h('label', { class: 'radio' }, h('input', { type: 'checkbox', id: 'release', checked: of.release, change: change(() => (of.release = !of.release)) }), t().release),
  ]
}

export function renderAsk(changed: () => void, chosen: (offer: number) => void, start: () => void): void {
  const { who, info, listed, offer } = state
  if (!who || !listed || state.running || state.outcome) return show('ask')
  if (who.offers.length === 0) return show('ask', heading('ask', t().ask), h('p', {}, t().none))
  const offers = who.offers.map((one, i): [string, string] => [String(i), `${one.dataset} · ${one.purpose}`])
  const picker = choice('offer', t().dataset, offers, String(who.offers.indexOf(offer!)), (i) => chosen(Number(i)))
  const now = planned()
  if (!info || !now) return show('ask', heading('ask', t().ask), picker)
  const counts = state.what === 'count'
  const what = info.modes.includes('activate') && choice('what', t().what, Object.entries(t().whats), state.what, (value) => {
    state.what = value as What
    changed()
  })
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
  const chosenAudience = audience(changed) // which picks the first that there is
  const { left30, left365 } = info.prices
  show(
    'ask', heading('ask', t().ask), picker, what, ...chosenAudience,
    !counts && listed.report.segments.length > 0 && h('p', { class: 'faint' }, t().noSegments),
    !counts && now.charged.num === 0n ? undefined : counts && info.prices.exact && !state.fast ? h('p', { class: 'field' }, h('strong', {}, t().precision), t().exact)
      : choice('precision', state.fast ? t().price : t().precision, levels, String(state.precision), (i) => {
        state.precision = Number(i)
        changed()
      }),
    counts && h('fieldset', {}, h('legend', {}, t().how), radio(false, t().whole(time(all.seconds))), radio(true, t().slice(formatSlice(part.slice), time(part.seconds)))),
    (counts || state.audience.release) && now.charged.num > 0n && now.interval.low < now.interval.high && h('p', {}, t().interval(n(now.people), n(now.interval.low), n(now.interval.high))),
    h('p', {}, now.charged.num === 0n ? t().free : t().cost(amount(now.charged), amount(left30), amount(left365))),
    info.params.suite !== 'ristretto255' && h('p', { class: 'warn' }, t().variable),
    h('p', { class: 'warn', id: 'no', 'aria-live': 'polite' }),
    h('p', { class: 'actions' }, h('button', { type: 'button', id: 'start', class: 'primary', click: start }, state.what === 'count' ? t().start : t().push[state.what])),
  )
  judge(refusal(now))
  // What is too soon now is not so later.
  clearTimeout(waiting)
  const wait = (info.prices.next?.getTime() ?? 0) - Date.now()
  if (wait > 0 && wait < 2 ** 31) waiting = setTimeout(changed, wait + 100)
}

let waiting: ReturnType<typeof setTimeout> | undefined

/** judge says why the question can't be asked, if so. */
function judge(no: string | undefined): void {
  byId('no').hidden = no === undefined
  byId('no').textContent = no ?? ''
  ;(byId('start') as HTMLButtonElement).disabled = no !== undefined
}

export function renderLeaves(): void {
  const { info, listed } = state
  const now = planned()
  if (!now || !info || !listed || state.outcome) return show('leaves')
  const segments = listed.report.segments.length
  show(
    'leaves', heading('leaves', t().leaves), h('p', {}, t().sends(n(now.sent), n(distinctOf(listed, info.params.types)))),
    h('p', {}, t().readsSet(n(now.elements), bytes(32 * now.elements))),
    segments > 0 && h('p', {}, t().segmentsStay(segments)),
    h('p', {}, h('strong', {}, state.what === 'count' ? t().staysHere : t().audienceLeaves)),
  )
}
