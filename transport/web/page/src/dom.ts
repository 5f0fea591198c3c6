// Elements, in one expression. Text is set as text, never as markup.

type Child = Node | string | undefined | false
type Attributes = Record<string, string | boolean | ((event: Event) => void) | undefined>

/** h makes an element; a function is an event's listener, true an attribute without a value. */
export function h<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key, value)
    else if (value === true) element.setAttribute(key, '')
    else if (value !== undefined && value !== false) element.setAttribute(key, value)
  }
  // What a page around the element may style.
  if (name === 'button') element.part.add(attributes['class'] === 'primary' ? 'primary' : 'button')
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false))
  return element
}

/** Where everything is: the page itself, or the inside of an element of another page. */
let root: Document | ShadowRoot = document
export const mount = (into: Document | ShadowRoot): void => {
  root = into
}

export const byId = (id: string): HTMLElement => root.getElementById(id)!
export const find = (selector: string): HTMLElement | null => root.querySelector<HTMLElement>(selector)
export const focused = (): Element | null => root.activeElement

/** show puts the children into a section and shows it; without children it is hidden. */
export function show(id: string, ...children: Child[]): void {
  const section = byId(id)
  section.replaceChildren(...children.filter((child): child is Node | string => child !== undefined && child !== false))
  section.hidden = section.childNodes.length === 0
}

/** choice is a labelled select. */
export function choice(
  id: string, label: string, options: readonly [string, string][], value: string, change: (value: string) => void,
): HTMLElement {
  const select = h('select', { id, change: () => change(select.value) })
  for (const [key, text] of options) select.append(h('option', { value: key, selected: key === value }, text))
  return h('p', { class: 'field' }, h('label', { for: id }, label), select)
}

/** skeleton is what index.html has, for the inside of an element: without landmarks, which the page around has. */
export function skeleton(): HTMLElement[] {
  const section = (id: string, more: Attributes = {}): HTMLElement =>
    h('section', { id, part: `section ${id}`, 'aria-labelledby': `h-${id}`, hidden: true, ...more })
  return [
    h('div', { id: 'head', part: 'head' }),
    h('div', { id: 'blindmatch-page' }, h('p', { id: 'fault', part: 'fault', role: 'alert', hidden: true }), section('file'), section('columns'),
      section('check', { 'aria-live': 'polite' }), section('ask'), section('leaves'), section('run'), section('answer', { tabindex: '-1' })),
    h('div', { id: 'foot', part: 'foot' }),
  ]
}
