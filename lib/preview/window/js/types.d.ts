/**
 * What the scripts of the window share: the host's messages, and what each script adds to `window.FusionPreview`.
 *
 * For the type checker alone; no page loads it.
 */

/** Something on a toolbar or panel, and on the menu of a drop-down. */
interface Control {
  id: string;
  kind: "command" | "drop-down" | "separator";
  name: string;
  tooltip: string;
  isEnabled: boolean;
  /** Whether it is Fusion's own: those are for looks only. */
  isNative: boolean;
  hasIcon: boolean;
  isPromoted: boolean;
  controls: Control[];
}

interface Panel {
  id: string;
  name: string;
  /** The id of the tab that it is on. */
  tab: string;
  controls: Control[];
}

/** A tab of the workspace's toolbar. */
interface ToolbarTab {
  id: string;
  name: string;
  isActive: boolean;
}

interface DocumentEntry {
  number: number;
  name: string;
  /** The name with its version, as Fusion shows it. */
  title: string;
  kind: "design" | "drawing" | "other";
  isSaved: boolean;
  isOpen: boolean;
  isActive: boolean;
  isModified: boolean;
  hasThumbnail: boolean;
  version: number;
}

interface PaletteEntry {
  id: string;
  name: string;
  /** The address of its page. */
  page: string;
  /** How often the add-in has set that address. */
  navigations: number;
  isVisible: boolean;
  isClosable: boolean;
  isResizable: boolean;
  dock: "floating" | "top" | "bottom" | "left" | "right";
  width: number;
  height: number;
  minimum: [number, number];
  maximum: [number, number];
}

/** What a dialog for files asks for. */
interface FileWish {
  kind: "open" | "save" | "folder";
  isMultiple: boolean;
  /** Their labels; `filter` is the place of the one to begin with. */
  filters: string[];
  filter: number;
  folder: string;
  name: string;
}

/** What a dialog for files in the cloud asks for. */
interface CloudWish {
  kind: "open" | "save" | "folder";
  isMultiple: boolean;
  name: string;
}

/** What a place in the cloud holds; `parent` is null for the list of hubs. */
interface CloudPlace {
  place: number;
  parent: number | null;
  way: string[];
  folders: { number: number; name: string; kind: "hub" | "project" | "folder" }[];
  files: { number: number; name: string; version: number }[];
  problem: string;
}

/** A message box or, with a `default`, an input box or, with `files` or `cloud`, a dialog for files. */
interface Question {
  number: number;
  text: string;
  title: string;
  icon: "none" | "question" | "information" | "warning" | "critical";
  buttons: { label: string; result: number }[];
  default: string | null;
  files: FileWish | null;
  cloud: CloudWish | null;
}

/** One input of a command's dialog: what there is beyond the first lines depends on the kind. */
interface Field {
  id: string;
  kind: string;
  name: string;
  isEnabled: boolean;
  isVisible: boolean;
  isFullWidth: boolean;
  isReadOnly: boolean;
  isValid: boolean;
  tooltip: string;
  value: string | number | boolean | null;
  second?: number | null;
  unit?: string;
  text?: string;
  lines?: number;
  isPassword?: boolean;
  isCheckBox?: boolean;
  isMultiple?: boolean;
  minimum?: number;
  maximum?: number;
  step?: number;
  /** What is written at a slider's ends. */
  labels?: [string, string];
  /** Those that a slider can have, where that is a list. */
  values?: number[];
  /** The values of a slider, with their units. */
  shown?: string[];
  /** What a number has to keep to, in words. */
  limits?: string;
  /** A page in the dialog; its id is the one that its messages go by. */
  page?: { id: string; page: string; navigations: number };
  /** The least and most that a page may be high, 0 for no limit. */
  heights?: [number, number];
  choices?: { name: string; isSelected: boolean; isSeparator: boolean }[];
  inputs?: Field[];
  isActive?: boolean;
  isExpanded?: boolean;
  hasCheckBox?: boolean;
  isChecked?: boolean;
  columns?: number[];
  rows?: (Field | null)[][];
  tools?: Field[];
  selectedRow?: number;
}

/** A command's dialog. */
interface Form {
  number: number;
  title: string;
  tooltip: string;
  ok: { label: string; isShown: boolean; isEnabled: boolean };
  cancel: string;
  width: number;
  inputs: Field[];
}

/** Tells the host that the user has changed an input. */
type Sender = (id: string, value: unknown) => void;

interface Progress {
  title: string;
  text: string;
  value: number;
  most: number;
  cancel: string | null;
  /** Whether nobody knows how far it is. */
  isBusy: boolean;
}

interface AddInEntry {
  name: string;
  kind: "addin" | "script";
  isRunning: boolean;
}

interface HostState {
  /** Names one start of the host. */
  run: string;
  theme: "light" | "dark";
  /** The year of the Fusion that is simulated. */
  profile: string;
  /** The id of the active one. */
  workspace: string | null;
  workspaces: { id: string; name: string }[];
  command: string;
  status: string;
  toolbar: Control[];
  tabs: ToolbarTab[];
  panels: Panel[];
  documents: DocumentEntry[];
  palettes: PaletteEntry[];
  /** Whether the Text Commands window is open. */
  isTextShown: boolean;
  question: Question | null;
  form: Form | null;
  progress: Progress | null;
  addins: AddInEntry[];
  faults: string[];
  injectionMs: number;
}

/** One piece of work on the main thread; `wall` and `cpu` are in milliseconds. */
interface Tick {
  name: string;
  wall: number;
  cpu: number;
}

interface Meter {
  count: number;
  overBudget: number;
  /** In milliseconds. */
  budget: number;
  slowest: Tick | null;
  busiest: Tick | null;
  /** The latest last. */
  recent: Tick[];
}

/** What `sendInfoToHTML` sent; `load` says to which loading of the page. */
interface PaletteMessage {
  palette: string;
  load: number;
  action: string;
  data: string;
}

interface Listeners {
  state(state: HostState): void;
  meter(meter: Meter): void;
  text(text: { lines: string[] }): void;
  message(message: PaletteMessage): void;
  open(): void;
  lost(): void;
  replaced(): void;
}

interface FusionPreviewNamespace {
  make<Name extends keyof HTMLElementTagNameMap>(
    name: Name,
    attributes?: Record<string, string | boolean | null>,
    ...children: (Node | string)[]
  ): HTMLElementTagNameMap[Name];
  /** An element of index.html; it raises when there is none, or one of another kind. */
  find(id: string): HTMLElement;
  find<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind;
  redraw(parent: HTMLElement, source: unknown, draw: () => Node[]): void;

  act(name: string, details?: Record<string, unknown>): Promise<any>;
  listen(listeners: Listeners): void;

  drawIcon(control: Control, size: number, theme: string): HTMLElement;
  drawToolbars(state: HostState): void;
  drawDocuments(state: HostState): void;
  makeSplitter(palette: HTMLElement, source: PaletteEntry, settled: (width: number) => void): HTMLElement;
  drawPalettes(state: HostState): void;
  deliver(message: PaletteMessage): void;
  openPage(source: PaletteEntry, place: HTMLElement): { element: HTMLElement; update(source: PaletteEntry): void };
  closePage(id: string): void;
  drawHint(state: HostState): void;

  drawFiles(dialog: HTMLDialogElement, question: Question, wish: FileWish): void;
  drawCloud(dialog: HTMLDialogElement, question: Question, wish: CloudWish): void;
  drawQuestion(question: Question | null): void;
  showDialog(dialog: HTMLDialogElement, parts: Node[]): void;
  showFaults(faults: string[]): void;
  showNotice(title: string, text: string, label: string): void;
  hideNotice(): void;
  drawField(field: Field, send: Sender): { element: HTMLElement; control?: HTMLElement; apply(field: Field): void };
  drawBrowser(field: Field): { element: HTMLElement; apply(field: Field): void };
  keepPages(): void;
  placePages(): void;
  closePages(): void;
  drawForm(form: Form | null): void;
  drawScripts(addins: AddInEntry[]): void;
  showScripts(): void;
  drawMeter(meter: Meter): void;
  drawStatus(state: HostState): void;
  drawText(text: { lines: string[] }): void;
  showText(isShown: boolean): void;
}

interface NavigateEvent extends Event {
  destination: { url: string };
}

interface Window {
  FusionPreview: FusionPreviewNamespace;
  /** What Fusion gives to a palette's page. */
  adsk?: { fusionSendData(action: unknown, data: unknown): Promise<string> };
  fusionJavaScriptHandler?: { handle(action: string, data: string): unknown };
  /** As far as it is used here; not every browser has it. */
  navigation?: { addEventListener(name: "navigate", listener: (event: NavigateEvent) => void): void };
}
