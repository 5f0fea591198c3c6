// The file: dropped, its columns, and what of it can be used.
import { mayWithhold, type Use } from './columns.js'
import { choice, find, h, show } from './dom.js'
import { distinctOf, n, state, t } from './state.js'

const heading = (id: string, text: string): HTMLElement => h('h2', { id: `h-${id}` }, text)

export function renderFile(chosen: (file: File) => void): void {
  if (state.running) return show('file', state.file && heading('file', t().file), state.file && h('p', { class: 'name' }, state.file.name))
  const input = h('input', { type: 'file', id: 'input', accept: '.csv,.tsv,.txt,.tab,.xlsx,.ndjson,.jsonl,.gz,text/csv', change: () => input.files?.[0] && chosen(input.files[0]) })
  const drop = h(
    'label',
    {
      class: 'drop', for: 'input',
      dragover: (event) => {
        event.preventDefault()
        drop.classList.add('over')
      },
      dragleave: () => drop.classList.remove('over'),
      drop: (event) => {
        event.preventDefault()
        drop.classList.remove('over')
        const file = (event as DragEvent).dataTransfer?.files[0]
        if (file) chosen(file)
      },
    },
    input, state.file ? h('span', { class: 'name' }, state.file.name) : h('span', {}, t().drop),
    h('span', { class: 'button' }, state.file ? t().another : t().choose),
  )
  show('file', heading('file', t().file), drop)
}

export const nameOf = (i: number): string => state.opened?.header[i]?.trim() || t().column(i + 1)

export function renderColumns(changed: () => void, sheetChosen: (sheet: string) => void): void {
  const { opened, uses } = state
  if (!opened || state.running) return show('columns')
  const options = Object.entries(t().uses) as [string, string][]
  const cell = (_: unknown, i: number): HTMLElement => {
    const select = h('select', {
      'aria-label': t().useOf(nameOf(i)), 'data-column': String(i),
      change: () => {
        uses[i] = (select.value || undefined) as Use | undefined
        changed()
      },
    }, ...options.map(([key, text]) => h('option', { value: key, selected: (uses[i] ?? '') === key }, text)))
    return h('th', { scope: 'col', class: uses[i] ? 'used' : '' }, nameOf(i), select)
  }
  const rows = opened.rows.map((row) => h('tr', {}, ...uses.map((use, i) => h('td', { class: use ? 'used' : '' }, row[i] ?? ''))))
  const region = h('input', {
    type: 'text', id: 'region', class: 'narrow', maxlength: '2', value: state.region, autocomplete: 'off', 'aria-describedby': 'region-help',
    change: () => {
      state.region = /^[a-z]{2}$/i.test(region.value) ? region.value.toUpperCase() : ''
      setTimeout(changed) // once Tab has led to what is next
    },
  })
  const doubtful = uses.flatMap((use, i) => (use === undefined && mayWithhold(opened.header[i] ?? '') ? [nameOf(i)] : []))
  show(
    'columns', heading('columns', t().columns), h('p', { class: 'faint' }, t().columnsHelp),
    opened.sheets && opened.sheets.length > 1 && choice('sheet', t().sheet,
      opened.sheets.map(({ name, hidden }): [string, string] => [name, hidden ? t().hidden(name) : name]), opened.sheet!, sheetChosen),
    opened.encoding === 'windows-1252' && h('p', { class: 'warn' }, t().windows1252),
    h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': t().example(rows.length) },
      h('table', {}, h('thead', {}, h('tr', {}, ...uses.map(cell))), h('tbody', {}, ...rows))),
    doubtful.length > 0 && h('p', { class: 'warn' }, t().withhold(doubtful.join(', '))),
    uses.includes('phone') && h('p', { class: 'field' }, h('label', { for: 'region' }, t().region), region,
      h('span', { class: 'faint', id: 'region-help' }, t().regionHelp)),
  )
}

export function renderReading(read: number, rows: number): void {
  const part = state.file ? Math.min(100, Math.floor((100 * read) / Math.max(1, state.file.size))) : 0
  show('check', heading('check', t().check), h('p', {}, t().reading(n(rows), n(part))))
}

export function renderCheck(): void {
  const { listed, opened, uses } = state
  if (!opened) return show('check')
  if (!uses.some((use) => use && use !== 'country' && use !== 'segment' && use !== 'out')) {
    return show('check', heading('check', t().check), h('p', { class: 'warn' }, t().noIdentifiers))
  }
  if (!listed) return show('check')
  const { report, lists } = listed
  const distinct = distinctOf(listed, state.info?.params.types ?? lists.map((list) => list.type))
  const rejects = [...report.rejects, ...report.keptOut].sort((a, b) => b[1].count - a[1].count)
  const rejected = ([code, { count, first }]: (typeof rejects)[number]): HTMLElement => {
    const columns = [...new Set(first.map((at) => at.column ?? 0))].sort((a, b) => a - b)
    const lines = (column: number): string => first.filter((at) => (at.column ?? 0) === column).map((at) => n(at.line)).join('; ')
    const places = columns.map((column) => t().inColumn(opened.unit, lines(column), column)).join('. ') + (count > first.length ? ' …' : '')
    return h('tr', {}, h('td', { class: 'wrap', title: code }, t().rejectReasons[code] ?? code), h('td', { class: 'number' }, n(count)), h('td', { class: 'wrap' }, places))
  }
  show(
    'check', heading('check', t().check), h('p', { id: 'used' }, t().used(n(report.rowsUsed), n(report.rows))),
    h('p', { class: 'faint' }, t().counts(n(distinct), n(report.rowsEmpty), n(report.rowsRejected), n(report.rowsKeptOut), n(report.repaired))),
    rejects.length > 0 && h('details', { open: find('#check details[open]') !== null }, h('summary', {}, t().rejects),
      h('div', { class: 'scroll' }, h('table', {},
        h('thead', {}, h('tr', {}, ...[t().reason, t().count, t().places].map((text, i) => h('th', { scope: 'col', ...(i === 1 && { class: 'number' }) }, text)))),
        h('tbody', {}, ...rejects.map(rejected))))),
  )
}

export { choice, heading }
