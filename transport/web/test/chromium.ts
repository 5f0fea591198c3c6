// A headless Chromium, driven over its DevTools protocol by a pipe: no port, no library.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

const binary = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

/** Without a Chromium its tests are skipped, unless BLINDMATCH_CHROMIUM says that there must be one. */
export const noChromium = binary === undefined && !process.env['BLINDMATCH_CHROMIUM'] && 'there is no Chromium'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What has the focus, in an element's inside too. */
export const focused = '(document.activeElement?.shadowRoot ?? document).activeElement'

type Message = { id?: number; method?: string; params?: any; result?: any; error?: { message: string }; sessionId?: string }

export class Chromium {
  readonly profile = mkdtempSync(join(tmpdir(), 'blindmatch-chromium-'))
  /** Every event of the page and of its workers: requests, console, errors. */
  readonly events: Message[] = []
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, { resolve(result: any): void; reject(cause: Error): void }>()
  #last = 0
  #page = ''
  #target = ''

  private constructor() {
    this.#process = spawn(
      binary!,
      ['--headless=new', '--remote-debugging-pipe', `--user-data-dir=${this.profile}`, '--no-sandbox', '--no-first-run', '--disable-gpu',
        '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=en', 'about:blank'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    )
    let text = ''
    const answers = this.#process.stdio[4] as Readable
    answers.setEncoding('utf8').on('data', (piece: string) => {
      const messages = (text + piece).split('\0')
      text = messages.pop()!
      for (const message of messages) this.#hear(JSON.parse(message) as Message)
    })
  }

  static async start(): Promise<Chromium> {
    const chromium = new Chromium()
    const { targetInfos } = await chromium.send('Target.getTargets')
    const page = targetInfos.find((target: { type: string }) => target.type === 'page')
    chromium.#target = page.targetId
    chromium.#page = (await chromium.send('Target.attachToTarget', { targetId: page.targetId, flatten: true })).sessionId
    await chromium.#watch(chromium.#page)
    await chromium.page('Page.enable')
    return chromium
  }

  /** #watch hears what a page or a worker does. */
  async #watch(session: string): Promise<void> {
    await this.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true }, session)
    for (const domain of ['Network', 'Runtime', 'Log']) await this.send(`${domain}.enable`, {}, session).catch(() => undefined)
    await this.send('Runtime.runIfWaitingForDebugger', {}, session).catch(() => undefined)
  }

  #hear(message: Message): void {
    if (message.id === undefined) {
      this.events.push(message)
      // The question whether to leave: yes.
      if (message.method === 'Page.javascriptDialogOpening') void this.page('Page.handleJavaScriptDialog', { accept: true })
      if (message.method === 'Target.attachedToTarget') void this.#watch(message.params.sessionId).catch(() => undefined)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if (message.error) waiting?.reject(new Error(message.error.message))
    else waiting?.resolve(message.result)
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<any> {
    const id = ++this.#last
    const out = this.#process.stdio[3] as Writable
    out.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`)
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
  }

  page(method: string, params: object = {}): Promise<any> {
    return this.send(method, params, this.#page)
  }

  async open(url: string): Promise<void> {
    await this.page('Page.navigate', { url })
    await this.until('document.readyState === "complete"', 'the page to be loaded')
  }

  /** reload loads the page again, and waits until there is nothing left of what it was. */
  async reload(): Promise<void> {
    await this.evaluate('void (globalThis.before = true)')
    await this.page('Page.reload')
    await this.until('globalThis.before === undefined && document.readyState === "complete"', 'the page to be loaded again')
  }

  /** evaluate gives the value of an expression in the page, or in a session of one of its workers. */
  async evaluate(expression: string, session = this.#page): Promise<any> {
    const { result, exceptionDetails } = await this.send(
      'Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, userGesture: true }, session,
    )
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  /** until waits for something to be true; what the page says has failed ends it. */
  async until(expression: string, what: string, seconds = process.env['BLINDMATCH_CAMPAIGN'] === undefined ? 240 : 3600): Promise<any> {
    for (const end = Date.now() + 1000 * seconds; Date.now() < end; ) {
      const value = await this.#ask(expression)
      if (value) return value
      if (await this.#ask('document.querySelector("#fault:not([hidden])") !== null')) {
        const said = await this.#ask(expression) // which may be what was waited for
        if (said) return said
        break
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`waited in vain for ${what}: ${await this.evaluate('document.body.innerText')}`)
  }

  /** #ask is evaluate, or nothing if the page goes away meanwhile. */
  async #ask(expression: string): Promise<any> {
    try {
      return await this.evaluate(expression)
    } catch (cause) {
      if (!/navigated or closed|context was destroyed/.test(String(cause))) throw cause
    }
  }

  /** closeOthers closes the windows that the page has opened. */
  async closeOthers(): Promise<void> {
    const { targetInfos } = await this.send('Target.getTargets')
    for (const { targetId, type } of targetInfos) {
      if (type === 'page' && targetId !== this.#target) await this.send('Target.closeTarget', { targetId })
    }
  }

  /** workers are the sessions of workers whose script has a name. */
  workers(script: string): string[] {
    return this.events.flatMap(({ method, params }) =>
      method === 'Target.attachedToTarget' && params.targetInfo.url.endsWith(script) ? [params.sessionId as string] : [])
  }

  /** choose gives a file to a file input. */
  async choose(selector: string, path: string): Promise<void> {
    const { root } = await this.page('DOM.getDocument')
    const { nodeId } = await this.page('DOM.querySelector', { nodeId: root.nodeId, selector })
    await this.page('DOM.setFileInputFiles', { nodeId, files: [path] })
  }

  async press(key: 'Tab' | 'Enter' | 'Space' | 'ArrowDown' | 'ArrowUp'): Promise<void> {
    const how = { Tab: [9], Enter: [13, '\r'], Space: [32, ' '], ArrowDown: [40], ArrowUp: [38] }[key]
    for (const type of ['keyDown', 'keyUp']) {
      const text = type === 'keyDown' && how[1] !== undefined ? { text: how[1] } : {}
      await this.page('Input.dispatchKeyEvent', { type, key: key === 'Space' ? ' ' : key, code: key, windowsVirtualKeyCode: how[0], ...text })
    }
  }

  /** tabTo presses Tab until an element has the focus, be it inside of another. */
  async tabTo(selector: string): Promise<void> {
    for (let i = 0; i < 100; i++) {
      if (await this.evaluate(`${focused}?.matches('${selector}') ?? false`)) return
      await this.press('Tab')
    }
    throw new Error(`Tab does not lead to ${selector}`)
  }

  /** nameless are the controls that a screen reader has no name for. */
  async nameless(): Promise<string[]> {
    const { nodes } = await this.page('Accessibility.getFullAXTree')
    const roles = ['button', 'textbox', 'combobox', 'radio', 'link', 'checkbox', 'progressbar', 'region']
    return nodes.filter((node: any) => !node.ignored && roles.includes(node.role?.value) && !node.name?.value)
      .map((node: any) => node.role.value)
  }

  /** faults are what axe finds, in both colour schemes: a rule and where it is broken. */
  async faults(): Promise<string[]> {
    const found = new Set<string>()
    for (const value of ['light', 'dark']) {
      await this.page('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
      await this.evaluate(`globalThis.axe === undefined && (() => { ${axe} })()`)
      const { violations, passes } = await this.evaluate('axe.run(document, { resultTypes: ["violations"] })')
      if (passes.length < 10) throw new Error('axe looked at nothing')
      for (const { id, nodes } of violations) found.add(`${id}: ${nodes.map((node: any) => node.target.join(' ')).join(', ')} (${value})`)
    }
    return [...found]
  }

  /** openChooser presses Enter at a file input, and gives the dialog that opens a file: a real one can't be driven. */
  async openChooser(path: string): Promise<void> {
    await this.page('Page.setInterceptFileChooserDialog', { enabled: true })
    const before = this.events.length
    await this.press('Enter')
    for (let i = 0; i < 200; i++) {
      const opened = this.events.slice(before).find(({ method }) => method === 'Page.fileChooserOpened')
      if (opened) {
        await this.page('DOM.setFileInputFiles', { backendNodeId: opened.params.backendNodeId, files: [path] })
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error('Enter opened no dialog for files')
  }

  /** wide makes the window so wide. */
  async wide(width: number): Promise<void> {
    await this.page('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 })
  }

  async look(width: number, scheme: 'light' | 'dark', path: string): Promise<void> {
    await this.page('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
    await this.wide(width)
    const { data } = await this.page('Page.captureScreenshot', { captureBeyondViewport: true, format: 'png' })
    writeFileSync(path, Buffer.from(data, 'base64'))
  }

  /** stop ends the browser; the profile stays until forget. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    await this.send('Browser.close').catch(() => undefined)
    await ended
  }

  forget(): void {
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
