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
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false))
  return element
}

export const byId = (id: string): HTMLElement => document.getElementById(id)!

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
