/**
 * What the scripts of the page share: the messages of the host, and what each script adds to `window.DataBrowser`.
 *
 * For the type checker alone; no page loads it.
 */

type Kind = "hub" | "project" | "folder" | "item" | "version";

/** One place of the tree. An item's `version` and `versionId` are its tip's, or those of the version asked about. */
interface Row {
    key: string;
    kind: Kind;
    type: string;
    name: string;
    id: string;
    hubId: string;
    projectId: string;
    icon: string;
    version: number | null;
    versionId: string;
    tipId: string;
    /** Of a version: the item it belongs to. */
    itemId?: string;
    modified: string | null;
    modifiedBy: string;
    size: number | null;
    hasChildren: boolean;
    /** Whether the version has a file of its own; of an item, whether that version has. */
    hasFile: boolean;
    webUrl: string;
    /** Names the thumbnail; empty when there is none. */
    urn: string;
}

interface OtherAccount {
    id: string;
    name: string;
    email: string;
}

/** Who is signed in; `notices` are what is to be said about that. */
interface Account extends OtherAccount {
    notices: Problem[];
}

/** Who is signed in, who else is remembered, and where who is signed in was. */
interface Accounts {
    account: Account | null;
    others: OtherAccount[];
    view: View | null;
}

/** The service that the settings name; `isNew` until somebody has chosen one. */
interface ServiceState {
    service: { name: string };
    canSignIn: boolean;
    isNew: boolean;
    /** The settings that administrators have set. */
    locked: string[];
}

/** One thing on the way to a hub that was looked at. */
interface Check {
    name: "service" | "app" | "callback" | "hubs";
    state: "ok" | "failed" | "unsure" | "skipped";
    subject: string;
    problem: Problem | null;
}

interface ActiveDocument {
    state: "none" | "unsaved" | "saved";
    name: string;
    isModified: boolean;
    projectId: string;
    itemId: string;
    versionId: string;
    version: number | null;
    kind: "design" | "drawing" | "other";
}

interface Relation {
    key: string;
    group: "drawings" | "attachments" | "uses" | "usedIn" | "other";
    type: string;
    /** The end of the ref at which the design sits. */
    direction: "from" | "to";
    /** The design's version that the ref sits on. */
    ownVersion: number;
    other: Row | null;
    otherName: string;
    otherVersion: number | null;
    /** The number of its latest version; null where it is not known. */
    otherTip: number | null;
    /** The direction as a sentence with both names. */
    directionText: string;
    isStale: boolean;
    staleText: string;
    /** How many refs of earlier versions this one stands for. */
    older: number;
    /** When the other version was made, and by whom. */
    created: string | null;
    createdBy: string;
    /** Where its item lies; empty where that is not known. */
    folderId: string;
    /** Who told of it: the service, Fusion itself, or what was kept of an earlier answer; and when, last. */
    sources: ("service" | "fusion" | "kept")[];
    at: string;
}

interface MenuChoice {
    icon: string;
    text: string;
    /** A choice that is on or off, alone or as one of its group: the menu stays open on it. */
    mark?: "checkbox" | "radio";
    isChecked?: boolean;
    /** The title that this and the choices beside it stand under. */
    group?: string;
    /** Whether a line parts it from the one above. */
    isApart?: boolean;
    /** Why it cannot be chosen now; empty or left out where it can. */
    reason?: string;
    act(): void;
}

/** Something that can be done with a row of the tree; `id` is its own among those of a row. */
interface ItemAction extends MenuChoice {
    id: string;
}

/** An item as far as its references are asked for. */
interface ReferencesTarget {
    projectId: string;
    itemId: string;
    name: string;
}

interface ItemActionHooks {
    onAttach(row: Row): void;
    onDownload(target: DownloadTarget): void;
    /** Attaches files of the disk to what lies in a folder. */
    onFiles(folder: Row): void;
    onReferences(target: ReferencesTarget): void;
}

interface ItemActions {
    /** What can be done with a row; what cannot be done now says why. */
    choicesFor(row: Row): ItemAction[];
    readonly permissions: Rights;
    reasonNotToAttach(row: Row): string;
    /** Asks what may be done with a row, as far as that is not known; null where it is not told. */
    learn(row: Row): Promise<Record<string, boolean> | null>;
    setDocument(document: ActiveDocument | null): void;
}

interface Rights {
    /** Asks what may be done with an item or a folder, once in a while; null where that is not known. */
    find(row: Row): Promise<Record<string, boolean> | null>;
    /** Says why something may not be done; empty where it may, or nobody has asked. */
    reason(row: Row, right: "view" | "download" | "attach" | "upload" | "share" | "manage"): string;
    forget(): void;
}

interface RelationHooks {
    onShow(row: Row): void;
    /** Opens an attachment in its own program; without it that is not offered. */
    onEdit?(target: EditTarget): void;
    /** How the other end relates, in place of the words for the open design. */
    wordsOf?(relation: Relation): string;
    /** Further choices for a row's menu. */
    moreFor(relation: Relation): MenuChoice[];
}

interface DesignHooks extends RelationHooks {
    /** Attaches files of the disk. */
    onFiles(): void;
    onBrowse(): void;
    onStale(count: number): void;
    onUses(design: { projectId: string; itemId: string; name: string }): void;
    /** Lets the user go on as somebody else. */
    onAccounts(): void;
    /** Further choices for the menu of the document. */
    moreForDesign(design: ActiveDocument): MenuChoice[];
}

interface RelationList {
    readonly element: HTMLElement;
    show(relations: Relations, mark: string): void;
    /** What is shown, in its order. */
    listed(): Relation[];
    /** The name of the folder where it lies, as far as it is known. */
    placeOf(relation: Relation): string;
    /** Drops what it knows of places and pictures, as for another person. */
    forget(): void;
}

/** What can be exported: as many texts in each row as there are columns; `name` is what to call the file. */
interface Table {
    name: string;
    columns: string[];
    rows: string[][];
}

interface Relations {
    document: ActiveDocument;
    tip: number;
    relations: Relation[];
    /** When the service told it. */
    at: string;
    /** Why the service could not be asked now; then this is what it told last. */
    problem: Problem | null;
}

interface Details {
    row: Row;
    versions: Row[];
}

interface Target {
    projectId: string;
    itemId: string;
    /** null is the tip. */
    versionId: string | null;
    name: string;
}

/** Several things to attach, with what the tree knows of them: the type is an item's where no version is named. */
interface ManyTargets {
    targets: (Target & { version: number; type: string })[];
    /** The extension type of the design; empty where the tree has not listed it. */
    ownType: string;
}

/** What a pasted text names: as many entries as words. */
interface PastedEntry {
    text: string;
    target: Target | null;
    problem: Problem | null;
}

/** What would be made of one target; the target is then all that a ref needs. */
interface PlannedRef {
    key: string;
    name: string;
    version: number | null;
    /** The number of its latest version, where that is known. */
    tip: number | null;
    kind: string;
    target: Target & { version: number; type: string };
    offers: (Offer & { isThere: boolean })[];
    problem: Problem | null;
}

interface AttachPlan {
    /** The numbers are null where every target was refused before the design was read. */
    design: {
        name: string;
        projectId: string;
        itemId: string;
        versionId: string;
        version: number | null;
        tip: number | null;
        kind: string;
        /** Whom it was shown to. */
        accountId: string;
    };
    refs: PlannedRef[];
    warning: string;
    tipWarning: string;
}

interface AttachEnd {
    key: string;
    isNew: boolean;
    problem: Problem | null;
}

interface AttachedAll {
    results: AttachEnd[];
    left: number;
    /** That another design is the active one by now, or that what it relates to could not be read. */
    note: string;
    relations: Relations | null;
}

interface PairTypes {
    type: string;
    ownType: string;
}

interface Offer {
    type: string;
    /** The end of the ref at which the design would sit. */
    direction: "from" | "to";
    name: string;
    text: string;
}

interface End {
    name: string;
    version: number;
    versionId: string;
    kind: string;
}

interface Offers {
    /** `accountId` is whom it was shown to. */
    design: End & { itemId: string; tip: number; accountId: string };
    target: End & { itemId: string };
    offers: Offer[];
    /** That refs stay for ever. */
    warning: string;
    /** That the open version is not the latest; empty when it is. */
    tipWarning: string;
}

interface Attached {
    isNew: boolean;
    note: string;
    /** null when another document is the active one by now, or when they could not be read. */
    relations: Relations | null;
}

/** Who is signed in to Fusion Lifecycle; of the session's id only the beginning. */
interface LifecycleSession {
    tenant: string;
    userId: string;
    shortened: string;
}

interface LifecycleState {
    tenant: string;
    /** Whether the tenant is a stand-in on this machine. */
    isLocal: boolean;
    /** Whom to suggest; empty for nobody. */
    userId: string;
    session: LifecycleSession | null;
}

type SettingName =
    | "service"
    | "client_id"
    | "callback_ports"
    | "lifecycle_tenant"
    | "downloads_folder"
    | "language"
    | "log_level"
    | "budget_share"
    | "background_sync"
    | "space_limit"
    | "proxy"
    | "ca_file";

/** The settings that hold, and those that administrators have set. */
interface SettingsState {
    values: Record<SettingName, string | number | boolean | number[]> & {
        read_only: boolean;
        /** null where all are allowed. */
        allowed_hosts: string[] | null;
    };
    locked: string[];
    problems: Problem[];
    callbackUrls: string[];
    places: { file: string; logs: string; machine: string };
}

/** The bytes that the copies of an account take. */
interface Space {
    catalogue: number;
    thumbnails: number;
    lists: number;
    total: number;
}

interface SettingField {
    readonly element: HTMLElement;
    readonly input: HTMLInputElement | HTMLSelectElement;
    readonly isLocked: boolean;
    setFault(text: string): void;
}

/** What the page asks to keep, and gets back when it was reloaded or thrown away. */
interface View extends Place {
    tab: Tab;
}

/** Where *Browse* is: what the tree shows, and how. */
interface Place {
    expanded: string[];
    /** Of each that is expanded, the key of the row whose list it is in; null where that is not known. */
    lists: (string | null)[];
    selected: string;
    /** Whether the details of what is selected are shown. */
    hasDetails: boolean;
    scroll: number;
    /** The hub that was chosen, null for all of them; undefined where nobody has chosen. */
    hub: ChosenHub | null | undefined;
    /** The key of the hub whose projects are the first level; empty where that is the hubs. */
    first: string;
    layout: TreeLayout;
    shares: Shares;
}

interface ChosenHub {
    id: string;
    name: string;
}

/** How much of the height, or of the width, the details have, in per cent. */
interface Shares {
    stacked: number;
    beside: number;
}

/** What the tree finds a row by, and what names it. */
interface Step {
    key: string;
    kind: string;
    id: string;
    name: string;
    icon: string;
    hubId: string;
    projectId: string;
}

/** A place that was marked or visited at `at`, with the way to it, its own step last. */
interface Mark {
    at: string;
    way: Step[];
}

interface Marks {
    favourites: Mark[];
    recents: Mark[];
}

interface Favourites {
    has(key: string): boolean;
    /** Whether it was looked for in vain. */
    isGone(key: string): boolean;
    lists(): Marks;
    start(accountId: string): Promise<void>;
    toggle(way: Step[]): Promise<void>;
    visit(way: Step[]): Promise<void>;
    /** Takes a mark off its list. */
    drop(mark: Mark): Promise<void>;
    /** Notes whether a place was found. */
    found(key: string, isFound: boolean): void;
}

type ListHooks = Parameters<TreeModelHooks["load"]>[1];

interface PlaceLoader {
    load(row: Row | null, on: ListHooks): Call<Listed>;
    /** Says that the service cannot be reached, while that is so. */
    readonly line: HTMLElement;
    readonly hubs: Row[];
    /** The hub whose projects are the first level; null is all of them. */
    readonly hub: ChosenHub | null;
    readonly chosen: ChosenHub | null | undefined;
    readonly isDecided: boolean;
    readonly isOffline: boolean;
    /** The service has told the sync of the places with these keys: it is back. */
    heard(keys: string[]): void;
    /** Begins anew, as for another person. */
    start(view: Partial<View> | null): void;
    choose(hub: ChosenHub | null): void;
}

interface HubChoice {
    readonly element: HTMLElement;
    draw(): void;
}

interface Crumbs {
    readonly element: HTMLElement;
    show(way: Step[]): void;
}

interface Splitter {
    readonly element: HTMLElement;
    readonly shares: Shares;
    setShares(shares: Shares | null): void;
}

interface SearchIndex {
    /** The rows are others now. */
    changed(): void;
    /** Returns those that fit best. */
    find(text: string): TreeNode[];
}

/** Something that a catalogue knows, and the way to it from its hub on. */
interface FoundRow {
    row: Row;
    way: Step[];
    rank: number;
}

/** What the text from `start` to `end` may become. */
interface Completion {
    start: number;
    end: number;
    options: string[];
}

/** What the catalogues answered to a text; `problem` where they could not. */
interface SearchAnswer {
    text: string;
    results: FoundRow[];
    isWhole: boolean;
    isThorough: boolean;
    problems: { problem: Problem; start: number; end: number }[];
    completion: Completion | null;
    problem: Problem | null;
}

/** What the service's own search has found below a folder so far: `results` are the first of `count`. */
interface SearchBelow {
    folder: Row;
    text: string;
    results: Row[];
    count: number;
    pagesRead: number;
    /** About how many there are; null where the service does not tell. */
    pages: number | null;
    /** `cut` where the host looks at no more of them. */
    state: "running" | "whole" | "cut" | "stopped" | "failed";
    /** What it waits for. */
    waits: string;
    problem: Problem | null;
}

interface HubSearch {
    /** The last one, whatever text it is about. */
    readonly answer: SearchAnswer | null;
    /** What was asked of the service since. */
    readonly below: SearchBelow | null;
    readonly isAsking: boolean;
    /** Asks all hubs where `hubId` is empty. */
    ask(text: string, how: { cursor: number; hubId: string; isThorough: boolean }): void;
    askBelow(folder: Row, text: string): void;
    /** Gives up what is asked; what was found until then stays. */
    stop(): boolean;
    forget(): void;
}

interface HubKnown {
    note(state: CatalogueState): void;
    /** Asks how far hubs are of which nobody has told. */
    learn(hubIds: string[]): void;
    /** Says what may still be missing; empty where nothing is, as far as is known. */
    sentence(hubIds: string[]): string;
    forget(): void;
}

/** One option of the search box's list; `mark` is what it is known again by. */
interface SearchOption {
    mark: string;
    option: HTMLElement;
    act(): void;
    /** Takes it off its list. */
    drop?(): void;
    /** What was found, and the way to it where that is known. */
    row?: Row;
    way?: (Row | Step)[] | null;
    /** Whether Enter alone may choose it. */
    isFirst?: boolean;
    /** Whether the list stays open on it. */
    stays?: boolean;
    isCompletion?: boolean;
}

/** What the list of the search box is drawn for. */
interface SearchState {
    value: string;
    address: { text: string; kind: string } | null;
    /** Whether the text may be an address, which is no search. */
    isPasted: boolean;
    hasCompletion: boolean;
    /** Those that are searched. */
    hubIds: string[];
}

interface SearchListActs {
    complete(completion: Completion, text: string): void;
    searchThoroughly(): void;
    stopBelow(): void;
    searchAgain(): void;
}

interface SearchList {
    /** The list, and what is said below it. */
    readonly parts: HTMLElement[];
    readonly list: HTMLElement;
    /** Returns the options that it has then. */
    draw(state: SearchState): SearchOption[];
}

interface SearchHooks {
    index: SearchIndex;
    favourites: Favourites;
    wayTo(node: TreeNode): Row[];
    /** A version under its item's name. */
    rowOf(node: TreeNode): Row;
    hubs(): { hubs: Row[]; hub: ChosenHub | null };
    /** The folder that the service may be asked about; null for none. */
    folder(): Row | null;
    choicesFor(row: Row, way: (Row | Step)[] | null): MenuChoice[];
    onShow(way: (Row | Step)[], name: string): void;
    /** Shows something whose way is not known. */
    onReveal(row: Row): void;
    /** Says why it cannot be attached; empty where it is on its way. */
    onAttach(row: Row): string;
    onMark(mark: Mark): void;
    onAddress(text: string): void;
    onHelp(): void;
    /** Gives the focus back. */
    onLeave(): void;
}

interface SearchBox {
    readonly element: HTMLElement;
    focus(): void;
    /** Shows favourites and recent places. */
    showMarks(): void;
    /** Draws anew what may have changed. */
    changed(): void;
    noteCatalogue(state: CatalogueState): void;
    clear(): void;
    /** Begins anew, as for another person. */
    forget(): void;
}

interface WayFinder {
    /** Returns the way to a node from its hub on, whatever the first level is. */
    wayTo(node: TreeNode): Row[];
    wayToItem(item: { id: string; projectId: string }): Promise<Row[]>;
    wayToAddress(text: string, ownProject: string): Promise<Row[]>;
    /** Opens a way in the tree; null once something else is looked for. */
    find(
        getWay: () => Promise<(Row | Step)[]> | (Row | Step)[],
    ): Promise<{ node: TreeNode | null; problem: Problem | null } | null>;
    /** Gives up what is looked for; tells whether something was asked. */
    stop(): boolean;
}

interface RowMenuParts {
    model: TreeModel;
    tree: Tree;
    /** What can be done with an item, a version or a place, wherever it is shown. */
    actions(row: Row): ItemAction[];
    withItem(node: TreeNode): Row;
    favourites: Favourites;
    wayTo(node: TreeNode): Row[];
    copy(text: string, label: string): void;
    attachMany(): void;
    /** Shows what is stale in a project or a hub. */
    onStale(place: StalePlace): void;
}

interface RowMenu {
    forNode(node: TreeNode): MenuChoice[];
    /** For what a search has found, of which the tree may know nothing. */
    forFound(row: Row, way: (Row | Step)[] | null): MenuChoice[];
}

interface BrowseHooks {
    favourites: Favourites;
    onAttach(target: Target, types: PairTypes): void;
    onAttachMany(many: ManyTargets): void;
    onFiles(folder: Row): void;
    onReferences(target: ReferencesTarget): void;
    onStale(place: StalePlace): void;
    onSettings(): void;
    onChange(): void;
    /** The hubs, or the choice among them, are others now. */
    onHubs(): void;
    /** Other rows are listed now. */
    onListed(): void;
}

interface Opening extends Accounts, ServiceState {
    version: string;
    theme: "light" | "dark";
    language: string;
    texts: { page: Record<string, string> };
    document: ActiveDocument;
    /** What is wrong with the settings' files. */
    problems: Problem[];
}

type Tab = "browse" | "design";

/** What went wrong, as the host or the connection says it. */
interface Problem {
    reference: string;
    message: string;
    next: string;
    code: number;
    context?: Record<string, any>;
}

interface Call<T> {
    promise: Promise<T>;
    /** Tells the host that nobody waits any more; the promise fails at once with `job.cancelled`. */
    cancel(): void;
    /** Asks the host to come to an end soon; what was done until then is still answered. */
    stop(): void;
}

interface Connection {
    /** Waits for the host and returns its first answer. */
    open(): Promise<Opening>;
    /** `onWait` hears the sentence of a job that waits, `onProgress` how far it has come, in bytes,
     * `onPart` what it has found so far. */
    request<T>(
        method: string,
        params: object,
        onWait?: (text: string) => void,
        more?: { onProgress?: (done: number, total: number) => void; onPart?: (part: any) => void },
    ): Call<T>;
    /** Listens to the host's notifications, by method; those that came before are heard at once. */
    listen(listeners: Record<string, (params: any) => void>): void;
}

type Child = Node | string | null | false | Child[];

/** One node of the tree; a notice is a row that stands for what is not (yet) there. */
interface TreeNode {
    row: Row | null;
    notice: "" | "loading" | "more" | "cut" | "empty" | "error";
    parent: TreeNode | null;
    level: number;
    /** Place among its siblings, from 1. */
    position: number;
    children: TreeNode[] | null;
    isExpanded: boolean;
    state: "new" | "loading" | "loaded" | "failed";
    /** The row below an expanded node that says it is loading, empty or failed. */
    noticeNode: TreeNode | null;
    problem: Problem | null;
    /** When what is shown was listed, until this time's answer confirms it; empty where it has. */
    keptAt: string;
    /** When what is shown was told, in milliseconds since 1970. */
    seen: number;
    /** How many rows there were when it was listed, where only the first of them are known; else 0. */
    cutFrom: number;
    waitText: string;
    /** When the wait began, as the clock has it. */
    waitFrom: number;
    /** When its list was asked for. */
    askedAt: number;
    /** How many places of the visible list it takes. */
    slots: number;
    /** Place in the visible list; wrong while hidden. */
    index: number;
}

interface TreeModelHooks {
    /**
     * Lists a place. `onRows` hears one more part of the answer, whose own rows are the last; or, with `kept`, what
     * the place had when it was last listed.
     */
    load(
        row: Row | null,
        hears: { onWait(text: string): void; onRows(rows: Row[], kept: Kept | null): void },
    ): Call<Listed>;
    onChange(): void;
}

/** When a place was listed, and how many rows it had, of which only the first may have been kept. */
interface Kept {
    at: string;
    count?: number;
}

/** The last rows of a list; with `kept`, they are old ones, as nothing newer can be had. */
interface Listed {
    rows: Row[];
    kept?: Kept;
}

/** The rows that are open, and of each the key of the row whose list it is in; null where that is not known. */
interface OpenKeys {
    keys: string[];
    lists: (string | null)[];
}

interface OpenRows {
    /** Begins anew with keys to be opened. */
    start(keys: string[], lists: unknown[]): void;
    /** Tells whether a node is to be opened now. */
    take(node: TreeNode): boolean;
    /** Lets go of what the service does not list below a node any more, with all that was in it. */
    settle(node: TreeNode): void;
    /** Returns what is open below a node, in sight or not, and what is to be. */
    list(root: TreeNode): OpenKeys;
}

interface TreeModel {
    readonly root: TreeNode;
    /** The nodes in sight from top to bottom; null continues the node above it. */
    readonly visible: (TreeNode | null)[];
    isVisible(node: TreeNode | null): boolean;
    find(fits: (row: Row) => boolean): TreeNode | null;
    expand(node: TreeNode): Promise<void>;
    collapse(node: TreeNode): void;
    /** Cancels the list of a node that waits. */
    stop(node: TreeNode): void;
    /** Lists a node again, or for the first time. */
    reload(node: TreeNode): Promise<void>;
    /** Tells what a list would change: nothing, words alone, or where rows are. */
    compare(node: TreeNode, rows: Row[], kept: Kept): "" | "words" | "moves";
    /** Takes a list that was told without being asked for; one on its way is not disturbed. */
    takeListed(node: TreeNode, rows: Row[], kept: Kept): void;
    isLoading(node: TreeNode): boolean;
    /** Forgets everything and lists the hubs; `lists` are those of `OpenKeys`. */
    reset(expanded: string[], lists?: unknown[]): Promise<void>;
    setSort(sort: TreeSort): void;
    /** Gives notices as many places as they were found to need. */
    setSlots(measured: Map<TreeNode, number>): void;
    /** Returns the rows that lead to a node, its own last. */
    way(node: TreeNode): Row[];
    /** Expands the way to the last of `rows` and returns its node. */
    reveal(rows: Row[]): Promise<TreeNode | null>;
    /** Waits until there is a first level to be seen, be it an old one. */
    firstShown(): Promise<void>;
    expandedKeys(): OpenKeys;
}

/** A list that the sync of a hub has made; `listed` in milliseconds since 1970. */
interface NewListing extends Kept {
    rows: Row[];
    listed: number;
}

interface TreeNews {
    /** The catalogue of a hub has come further. */
    heard(hubId: string): void;
    /** Drops what it waits with, as for another person. */
    forget(): void;
}

interface TreeSort {
    by: "name" | "version" | "modified" | "modified-by" | "size" | "kind";
    isDown: boolean;
}

/** The columns besides the name, as many as fit; and the order. */
interface TreeLayout {
    columns: string[];
    sort: TreeSort;
}

interface TreeColumn {
    id: TreeSort["by"];
    width: number;
    /** Whether the greatest come first at the first click. */
    isDown: boolean;
    /** How wide a name must still be beside it, in pixels. */
    least: number;
}

interface TreeColumns {
    /** The head: the column headers, and buttons beside them. */
    readonly element: HTMLElement;
    readonly layout: TreeLayout;
    /** Shows the columns that there is room for. */
    fit(): void;
    setLayout(layout: unknown): void;
}

/** How many refs an item has as far as is known, and how many of them are out of date. */
interface TreeMark {
    refs: number;
    stale: number;
}

interface TreeRowState {
    isActive: boolean;
    isSelected: boolean;
    /** Whether it is the active design. */
    isOpen: boolean;
}

interface TreeKnown {
    markOf(row: Row): TreeMark;
    /** A picture as a data URI. */
    pictureOf(row: Row): string | null;
    /** Whether files of the disk can be brought to a folder. */
    canTakeFiles(row: Row): boolean;
    /** What the first level is of, root or hub. */
    firstKind(): string;
}

interface TreeRows {
    create(): HTMLElement;
    fill(element: HTMLElement, node: TreeNode, state: TreeRowState): void;
    /** Returns how many places the words of a notice need; 0 while it is not laid out. */
    measure(element: HTMLElement): number;
}

interface TreeSights {
    /** Asks for what the rows in sight need, once the tree rests. */
    restSoon(): void;
    /** Asks for the marks of the rows in sight once more: something may have been attached. */
    askAgain(): void;
    markOf(row: Row): TreeMark;
    /** A picture as a data URI. */
    pictureOf(row: Row): string | null;
    setMarks(marks: Map<string, TreeMark>): void;
    /** Drops what it knows, as for another person. */
    forget(): void;
}

type Reach = "range" | "toggle" | "pass";

interface TreeSelection {
    readonly active: TreeNode | null;
    readonly size: number;
    /** The items and versions that are selected, from top to bottom. */
    readonly chosen: TreeNode[];
    isChoosable(node: TreeNode | null): boolean;
    isSelected(node: TreeNode): boolean;
    /** Makes the first row the active one where none is. */
    begin(): void;
    check(): void;
    activate(node: TreeNode | null, reach?: Reach): void;
    /** Tells whether there was anything to select. */
    selectAll(): boolean;
}

interface TreeHooks {
    /** Hears what is active after what is selected has changed. */
    onSelect(node: TreeNode, reason: string): void;
    onOpen(node: TreeNode): void;
    /** Shows the menu of a node at a point of the window; null where its row is out of view. */
    onMenu?(node: TreeNode, at: { x: number; y: number } | null): void;
    /** Hears that the user chose other columns or another order. */
    onLayout?(): void;
    /** Hears that rows which came, went or moved are drawn. */
    onDrawn?(): void;
    /** Attaches files of the disk to a folder. */
    firstKind?(): string;
    onFiles?(folder: Row): void;
    pictures?: Pictures;
    /** Tells what is known of items, by their ids. */
    findMarks?(itemIds: string[]): Promise<Record<string, TreeMark>>;
}

interface Tree {
    readonly element: HTMLElement;
    /** The column headers, to be put above `element`. */
    readonly head: HTMLElement;
    readonly active: TreeNode | null;
    /** The items and versions that are selected, from top to bottom. */
    readonly chosen: TreeNode[];
    /** Draws what the model has changed, with the next frame. */
    refresh(): void;
    activate(node: TreeNode | null, reason?: "key" | "pointer" | "code", reach?: Reach): void;
    focus(): void;
    layout(): TreeLayout;
    /** Takes a layout that was kept; what of it makes no sense, or null, is as at the beginning. */
    setLayout(layout: unknown): void;
    setMarks(marks: Map<string, TreeMark>): void;
    /** Asks once more for the marks of what is in sight. */
    askMarks(): void;
    /** Marks the item that is the active design; files of the disk can go to the folders of its project. */
    setOpen(itemId: string, projectId: string): void;
    /** Drops pictures and marks, as for another person. */
    forget(): void;
}

/** The version whose file is offered; `number` is null for the latest. */
interface DownloadTarget {
    projectId: string;
    versionId: string;
    name: string;
    number: number | null;
}

interface DownloadJob {
    element: HTMLElement;
    isOver: boolean;
}

/** A file that was saved; `size` in bytes. */
interface SavedFile {
    path: string;
    name: string;
    folder: string;
    size: number;
}

interface DownloadPart {
    readonly opener: HTMLButtonElement;
    /** What becomes of the download of the version that is shown. */
    readonly element: HTMLElement;
    /** Offers the file of another version, or none; with a reason why it cannot be had. */
    show(target: DownloadTarget | null, reason?: string): void;
    /** Begins to save the file of what is shown. */
    start(target: DownloadTarget): void;
}

/** That the Schema service allows a ref: its type, and the end to sit at. */
interface Ability {
    type: string;
    direction: "from" | "to";
}

interface Facts {
    readonly element: HTMLElement;
    /** Shows a row's properties, with those of the version that is chosen. */
    show(row: Row | null, version: Row | null): void;
    /** Shows what the user may do with it. */
    setAllowed(allowed: Record<string, boolean>): void;
}

interface Timeline {
    readonly element: HTMLElement;
    /** Shows versions, the newest first, of which one is chosen. */
    show(versions: Row[], chosenId: string): void;
    /** Marks the version that is open in the host. */
    setOpen(versionId: string): void;
}

/** Pictures by their urn, as data URIs. */
interface Pictures {
    /** Null for what has none, or cannot be had now. */
    find(urn: string): Promise<string | null>;
    /** Gives up a picture that has not come yet, as nobody looks at its place any more. */
    drop(urn: string): void;
}

interface ReferencesDialog {
    readonly element: HTMLDialogElement;
    open(target: ReferencesTarget): void;
    /** Closes it and drops what it knows, as for another person. */
    forget(): void;
}

interface DetailsHooks {
    onAttach(target: Target, type: string): void;
    onFiles(folder: Row): void;
    onClose(): void;
    /** Shows what an item relates to. */
    onReferences(target: ReferencesTarget): void;
}

interface DetailsPane {
    /** What can be done with any row: for the menu of the tree, too. */
    readonly actions: ItemActions;
    readonly element: HTMLElement;
    /** Shows a row of the tree, or nothing; the answer for an earlier one is dropped. */
    show(row: Row | null): void;
    setDocument(document: ActiveDocument): void;
    focus(): void;
    /** Presses the attach button; returns why that cannot be done, or nothing. */
    attach(): string;
    /** Drops what it knows, as for another person. */
    forget(): void;
}

interface BrowseView {
    readonly element: HTMLElement;
    open(view: View | null): Promise<void>;
    setDocument(document: ActiveDocument): void;
    focus(): void;
    attach(): string;
    /** Selects an item in the tree, expanding the way to it; where there is none, its details are shown. */
    reveal(row: Row): Promise<void>;
    locate(document: ActiveDocument): Promise<void>;
    rowOf(node: TreeNode): Row;
    folder(): Row | null;
    choicesFor(row: Row, way: (Row | Step)[] | null): MenuChoice[];
    attachFound(row: Row): string;
    showWay(way: (Row | Step)[], name: string): Promise<unknown>;
    showMark(mark: Mark): Promise<void>;
    goToAddress(text: string): Promise<void>;
    /** Makes the active row a favourite, or no more. */
    toggleFavourite(): void;
    /** Others may be favourites now. */
    drawStar(): void;
    /** Notes that what is shown was used. */
    visit(): void;
    readonly index: SearchIndex;
    wayTo(node: TreeNode): Row[];
    hubs(): { hubs: Row[]; hub: ChosenHub | null };
    setHub(hub: ChosenHub | null): void;
    place(): Place;
    readonly catalogue: CatalogueLine;
    /** A hub's catalogue has come further. */
    heard(state: CatalogueState): void;
}

interface DesignView {
    readonly element: HTMLElement;
    /** Reads the relations of another document, or none while nobody is signed in. */
    setDocument(document: ActiveDocument | null): void;
    /** Shows relations that came with another answer; `mark` is the id of an item whose row is new. */
    show(relations: Relations, mark: string): void;
    /** Reads the relations of the document anew, as after an attach that came without them. */
    refresh(mark: string): void;
    focus(): void;
}

/** What is drawn as one node: an item, and its row of the tree where it can be asked about. */
interface GraphItem {
    id: string;
    projectId: string;
    name: string;
    icon: string;
    row: Row | null;
}

interface GraphNode extends GraphItem {
    /** How many refs lie between it and the design in the middle. */
    level: number;
    parent: GraphNode | null;
    isExpanded: boolean;
    isStale: boolean;
    x: number;
    y: number;
    /** Whether it has its place, and keeps it. */
    isPlaced: boolean;
}

type GraphStyle = "drawing" | "attachment" | "use" | "other";

interface GraphEdge {
    key: string;
    from: GraphNode;
    to: GraphNode;
    style: GraphStyle;
    isStale: boolean;
    words: string[];
}

interface GraphModel {
    expand(id: string, relations: Relation[]): GraphNode[];
    node(id: string): GraphNode | null;
    /** The design in the middle comes first. */
    nodes(): GraphNode[];
    edges(): GraphEdge[];
}

interface GraphView {
    readonly element: HTMLElement;
    show(center: GraphItem, relations: Relation[]): Promise<void>;
    /** Drops what is under way. */
    stop(): void;
    focus(): void;
}

/** One thing that uses another; `parentKey` is empty where that is the design itself. */
interface Use {
    key: string;
    parentKey: string;
    level: number;
    name: string;
    typeName: string;
    versions: number[];
    used: number[];
    /** What uses it stands elsewhere in the list, or it is among what it uses. */
    again: "" | "again" | "cycle";
    row: Row | null;
}

interface UsesFound {
    levels: number;
    isWhole: boolean;
    /** How many projects were asked, and how many were not. */
    projects: number;
    left: number;
}

/** What the catalogue told of the uses: the references of `read` of so many versions are known. */
interface UsesKnown {
    levels: number;
    at: string | null;
    read: number;
    versions: number;
}

interface ReportFile {
    name: string;
    size: number;
    text: string;
    isCut: boolean;
}

/** What a report would hold; it is kept by the host until it is saved. */
interface PreparedReport {
    id: string;
    files: ReportFile[];
}

interface HelpDialog {
    element: HTMLDialogElement;
    /** Begins with a group of keys. */
    open(group?: string): void;
}

interface ReportDialog {
    element: HTMLDialogElement;
    /** About the problem with this reference, or about none. */
    open(reference?: string): void;
}

/** How far the catalogue of a hub is. */
interface CatalogueState {
    hubId: string;
    doing:
        | "refreshing"
        | "correcting"
        | "sweeping"
        | "resting"
        | "waiting"
        | "elsewhere"
        | "paused"
        | "stopped"
        | "unopened"
        | "off";
    done: number;
    /** null where nobody knows. */
    left: number | null;
    secondsLeft: number | null;
    problem: Problem | null;
    /** When the last refresh ended; null for never. */
    refreshed: string | null;
    counts: {
        projects: number;
        projects_listed: number;
        folders: number;
        folders_listed: number;
        items: number;
        versions: number;
        versions_swept: number;
        refs: number;
    };
    /** What is to be told once of the file. */
    notices: Problem[];
}

interface CatalogueLine {
    readonly element: HTMLElement;
    /** A hub's catalogue has come further. */
    heard(state: CatalogueState): void;
    /** Shows that of a hub; of none that is told of next. */
    show(hubId: string): void;
    /** Drops what it knows, as for another person. */
    forget(): void;
}

/** A project or, without one, a hub; without either, all hubs. */
interface StalePlace {
    hubId: string;
    projectId: string;
    name: string;
}

interface StaleRef {
    type: string;
    typeName: string;
    direction: "from" | "to";
    otherId: string;
    otherName: string;
    /** The other item's version that is referred to, and its latest. */
    number: number;
    tip: number;
}

interface StaleItem {
    row: Row | null;
    /** From the hub down to the item. */
    way: Step[];
    /** When its refs were read. */
    at: string | null;
    refs: StaleRef[];
}

/** Of how many latest versions the refs are known. */
interface StaleFound {
    read: number;
    items: number;
    oldest: string | null;
}

interface StaleDialog {
    readonly element: HTMLDialogElement;
    open(place: StalePlace): void;
    /** Closes it, as for another person. */
    forget(): void;
}

interface WhereUsedDialog {
    readonly element: HTMLDialogElement;
    open(design: { projectId: string; itemId: string; name: string }): void;
}

/** A new version of a document, in the hub. */
interface ArrivedVersion {
    projectId: string;
    itemId: string;
    versionId: string;
}

/** One attachment that can be carried forward; `isBehind`: its file has a newer version. */
interface Carried {
    key: string;
    name: string;
    version: number;
    typeName: string;
    isBehind: boolean;
}

interface CarryPlan {
    name: string;
    version: number;
    /** The version before; null for a first one. */
    before: number | null;
    /** How many the new version has already. */
    there: number;
    carried: Carried[];
    /** That the user does not want to be asked for this design. */
    isNever: boolean;
    /** Whom it was shown to. */
    accountId: string;
    warning: string;
}

interface CarryView {
    readonly element: HTMLDialogElement;
    /** The offer, above what the design relates to. */
    readonly strip: HTMLElement;
    offer(version: ArrivedVersion): Promise<void>;
    forget(): void;
}

/** What is selected in the tree, where that is more than one thing. */
interface SelectionPane {
    readonly element: HTMLElement;
    show(rows: Row[]): void;
    setDocument(document: ActiveDocument): void;
    focus(): void;
    /** Presses the attach button; returns why that cannot be done, or nothing. */
    attach(): string;
}

/** One row of what would be made: `wanted` is what is ticked, in the way that is chosen. */
interface PlannedRow {
    readonly element: HTMLElement;
    readonly key: string;
    wanted(): { key: string; target: PlannedRef["target"]; type: string } | null;
    /** While the refs are being made, nothing can be chosen. */
    setBusy(isBusy: boolean): void;
    /** Says how it went; null: it was not tried. */
    end(result: AttachEnd | null): void;
}

interface AttachManyDialog {
    readonly element: HTMLDialogElement;
    open(many: ManyTargets): void;
    /** Asks for links and urns to attach. */
    openPaste(): void;
    setDocument(document: ActiveDocument): void;
    /** Drops what is under way, as for another person. */
    forget(): void;
}

type FileChoice = "item" | "version" | "both" | "skip";

interface PlannedFile {
    number: number;
    name: string;
    path: string;
    icon: string;
    size: number;
    choice: FileChoice;
    choices: FileChoice[];
    /** What it may become a version of; its version is null where it is not known. */
    item: { name: string; version: number | null } | null;
    freeName: string;
    problem: Problem | null;
}

/** A version of a design as it was named to the user. */
interface DesignVersion {
    projectId: string;
    itemId: string;
    versionId: string;
    name: string;
    version: number;
    tip: number;
}

interface FilePlan {
    planId: string;
    design: DesignVersion;
    folder: string;
    /** Why none of it can be done. */
    problem: Problem | null;
    warning: string;
    tipWarning: string;
    files: PlannedFile[];
}

interface WorkedFile {
    number: number;
    name: string;
    path: string;
    icon: string;
    size: number;
    state?: string;
}

interface FileReport extends WorkedFile {
    state: "attached" | "skipped" | "stopped" | "failed" | "unfinished";
    wasThere: boolean;
    itemId: string;
    versionId: string;
    /** How many uploads stay unused. */
    leftovers: number;
    problem: Problem | null;
}

interface FileJob {
    id: string;
    created: string;
    projectId: string;
    versionId: string;
    designName: string;
    isRunning: boolean;
    isFinished: boolean;
    /** Whether this program is at work on it. */
    isHere?: boolean;
    files: FileReport[];
}

/** File, step, bytes so far, bytes in all. */
type FileStep = [number, string, number, number];

interface StepTable {
    readonly element: HTMLElement;
    update(steps: FileStep[]): void;
    /** How many files have come to their end. */
    over(): number;
}

interface JobStripHooks {
    onResume(job: FileJob): void;
    onFollow(job: FileJob): void;
    onDetails(job: FileJob): void;
    onGiveUp(job: FileJob): void;
    onShow(): void;
}

interface JobStrip {
    readonly element: HTMLElement;
    refresh(): Promise<void>;
    /** Shows how far the job at work is, or none. */
    setWorking(state: { name: string; done: number; total: number } | null): void;
    forget(): void;
}

interface AttachFilesView {
    readonly element: HTMLDialogElement;
    /** The jobs that have not ended, above what the design relates to. */
    readonly strip: HTMLElement;
    /** Lets files be chosen for a folder, by default the one beside the design, or shows the job at work. */
    open(folderId: string): Promise<void>;
    isBusy(): boolean;
    refresh(): Promise<void>;
    forget(): void;
    setDocument(document: ActiveDocument): void;
}

/** The version of an item whose file is edited. */
interface EditTarget {
    projectId: string;
    itemId: string;
    versionId: string;
    name: string;
}

/** A copy that is edited; `mark` tells one change from the next. */
interface Edit {
    id: string;
    name: string;
    file: string;
    icon: string;
    folder: string;
    projectId: string;
    itemId: string;
    version: number;
    state: "watched" | "changed" | "sending" | "sent";
    mark: string;
}

/** What sending a copy back would do; `isNewer`: the tip was made after the copy. */
interface EditOffer {
    id: string;
    name: string;
    version: number;
    next: number;
    tip: number;
    tipId: string;
    tipBy: string;
    isNewer: boolean;
    design: DesignVersion;
    warning: string;
    tipWarning: string;
}

interface EditCard {
    readonly element: HTMLElement;
    shown: string;
    isSending: boolean;
}

interface EditsView {
    /** The copies that are edited, above what the design relates to. */
    readonly strip: HTMLElement;
    start(target: EditTarget): Promise<void>;
    refresh(): Promise<void>;
    /** Asks anew what is offered, as that would be attached to another design. */
    setDocument(document: ActiveDocument): void;
    forget(): void;
}

interface AttachDialog {
    readonly element: HTMLDialogElement;
    /** `types` are the extension types of the target and of the design, as far as the tree has shown them. */
    open(target: Target, types?: PairTypes): void;
    /** Asks for links and urns to attach. */
    openPaste(): void;
    /** Offers again when another design became the active one under an open dialog. */
    setDocument(document: ActiveDocument): void;
    /** Drops what is under way, as for another person. */
    forget(): void;
}

interface LifecycleDialog {
    readonly element: HTMLDialogElement;
    open(): void;
    setSession(session: LifecycleSession | null): void;
}

interface SettingsDialog {
    readonly element: HTMLDialogElement;
    open(): void;
}

interface AccountView {
    /** The account's corner of the header. */
    readonly corner: HTMLElement;
    /** What a user sees who is not signed in. */
    readonly gate: HTMLElement;
    /** What is to be known while somebody is signed in. */
    readonly strip: HTMLElement;
    /** `why` it has ended by itself is shown to who must sign in again. */
    set(next: Accounts, why: Problem | null): void;
    setService(service: ServiceState): void;
    /** Signs in, or shows what is to be chosen first. */
    signIn(): void;
    signInNow(): void;
    signInAsAnother(): void;
    signOut(): void;
    goOn(other: OtherAccount): void;
    forget(other: OtherAccount): Promise<void>;
    focus(): void;
    accounts(): { account: Account | null; others: OtherAccount[] };
}

interface AccountDialog {
    readonly element: HTMLDialogElement;
    open(): void;
    /** Shows what has changed, if it is open. */
    redraw(): void;
}

interface ConnectDialog {
    readonly element: HTMLDialogElement;
    open(): void;
}

interface Asked {
    answer?: any;
    problem?: Problem;
}

interface Asker {
    /** null when something is being asked already, and when nobody waits for the answer any more. */
    ask(method: string, params: object): Promise<Asked | null>;
    isBusy(): boolean;
    /** Stops what is being asked. */
    cancel(): void;
    /** Lets it go on, unheard. */
    drop(): void;
}

interface DataBrowserNamespace {
    h(tag: string, attributes?: Record<string, any> | null, ...children: Child[]): HTMLElement;
    icon(name: string): SVGSVGElement;
    setIcon(svg: Element, name: string): void;
    name(text: string): HTMLElement;
    shown(text: string): string;
    tame(text: string): string;
    replace(element: Element, ...children: Child[]): void;

    t(key: string, values?: Record<string, string | number>): string;
    count(key: string, number: number, values?: Record<string, string | number>): string;
    loadTexts(texts: Record<string, string>, language: string): void;
    formatDate(iso: string | null): string;
    formatDay(iso: string | null): string;
    formatAge(iso: string | null): string;
    compareNames(one: string, other: string): number;
    formatSize(bytes: number | null): string;
    kindName(row: Row): string;
      /** Says shortly how the other end of a ref relates to the design. */
    relationWords(relation: Relation): string;
    typeName(type: string): string;
    abilityWords(ability: Ability): string;

  createConnection(hooks: { onMissing(): void; onProblem(problem: Problem): void }): Connection;
    asProblem(error: unknown): Problem;

    button(
        text: string,
        onclick: () => void,
        options?: { icon?: string; style?: string; isQuiet?: boolean },
    ): HTMLButtonElement;
    iconButton(icon: string, label: string, onclick: () => void): HTMLButtonElement;
    problemBlock(problem: Problem, onRetry: (() => void) | null, options?: { isReported: boolean }): HTMLElement;
    REPORT_ASKED: string;
    countDown(text: string, from?: number): Child[];
    findSeconds(text: string): { seconds: number; say(left: number): string } | null;
    createHelpDialog(connection: Connection, hooks: { onReport(): void; onClosed(): void }): HelpDialog;
    createReportDialog(connection: Connection, hooks: { onClosed(): void }): ReportDialog;
    followHelpKey(open: () => void): void;
    keyName(key: string): string;
    helpButton(onclick: () => void): HTMLElement;
    emptyBlock(icon: string, title: string, text: string, ...actions: Child[]): HTMLElement;
    note(style: "info" | "warning" | "done", ...children: Child[]): HTMLElement;
    skeleton(lines: number, onStop?: (() => void) | null): HTMLElement;
    countUp(from: number): HTMLElement;
    /** What takes longer says for how long it has, and can be stopped. */
    LONG_MS: number;
    /** Tells whether a problem is worth a report: what the user has stopped is none. */
    isReportable(problem: Problem): boolean;
    waitBlock(text: string, onStop: (() => void) | null, ...more: Child[]): HTMLElement;
    copyField(label: string, value: string): HTMLElement;
    copyText(text: string, label: string, back: HTMLElement): boolean;
    say(text: string): void;
    sayProblem(problem: Problem): void;
    statusLine(): HTMLElement;

    createDialog(
        id: string,
        title: string,
        hooks: { onSubmit(): void; onClosed(): void },
    ): { element: HTMLDialogElement; body: HTMLElement; foot: HTMLElement; open(): boolean; close(): void };
    createAsker(connection: Connection): Asker;
    submitButton(text: string, icon: string, isReady: boolean): HTMLElement;
    busyLine(text: string): HTMLElement;
    focusFirst(place: Element, selector: string): void;

    readonly ROW_HEIGHT: number;
    createOpenRows(): OpenRows;
    createTreeModel(hooks: TreeModelHooks): TreeModel;
    adoptRows(node: TreeNode, rows: Row[], sort: TreeSort, makeNode: (parent: TreeNode, row: Row) => TreeNode): void;
    mergeRows(node: TreeNode, rows: Row[], sort: TreeSort, makeNode: (parent: TreeNode, row: Row) => TreeNode): void;
    orderChildren(node: TreeNode, sort: TreeSort): void;
    createTreeRows(known: TreeKnown): TreeRows;
    noticeParts(node: TreeNode, canTakeFiles: boolean, kind: string): [string, ...Child[]];
    openProblem(owner: TreeNode, onRetry: () => void, onClosed: () => void): void;
    createTreeColumns(
        grid: HTMLElement,
        buttons: HTMLElement[],
        onChange: (layout: TreeLayout) => void,
    ): TreeColumns;
    createTreeSelection(model: TreeModel): TreeSelection;
    createTreeKeys(
        model: TreeModel,
        selection: TreeSelection,
        acts: {
            activate(node: TreeNode, reach?: Reach): void;
            open(node: TreeNode): void;
            selectAll(): void;
            menu(node: TreeNode): void;
            pageSize(): number;
        },
    ): (event: KeyboardEvent) => void;
    createTreeSights(
        inSight: () => Row[],
        sources: Pick<TreeHooks, "pictures" | "findMarks">,
        onKnown: () => void,
    ): TreeSights;
    createTree(model: TreeModel, hooks: TreeHooks, headButtons?: HTMLElement[]): Tree;
    createTreeNews(
        connection: Connection,
        tree: { model: TreeModel; element: HTMLElement; firstKey(): string; onTaken(keys: string[]): void },
    ): TreeNews;

    createDownload(connection: Connection): DownloadPart;
    /** Says why nothing can be attached to a document; empty where it can. */
    reasonNotToAttach(document: ActiveDocument | null): string;
    createSelectionPane(hooks: { onAttach(rows: Row[]): void; onClear(): void }): SelectionPane;
    createDetailsPane(
        connection: Connection,
        hooks: DetailsHooks,
    ): DetailsPane;
    createFacts(connection: Connection): Facts;
    createTimeline(hooks: { onChoose(version: Row): void }): Timeline;
    createReferencesDialog(
        connection: Connection,
        hooks: { onShow(row: Row): void; onClosed(): void },
    ): ReferencesDialog;
    createPlaceLoader(
        connection: Connection,
        hooks: { onHubs(): void; onAgain(keys: Set<string>): void },
    ): PlaceLoader;
    createHubChoice(hooks: {
        getHubs(): { hubs: Row[]; hub: ChosenHub | null };
        onChoose(hub: ChosenHub | null): void;
    }): HubChoice;
    createFavourites(connection: Connection, hooks: { onChange(): void }): Favourites;
    stepsOf(rows: (Row | Step)[]): Step[];
    createCrumbs(hooks: { onGo(step: Step): void }, ...buttons: HTMLElement[]): Crumbs;
    createSplitter(area: HTMLElement, hooks: { onChange(): void }): Splitter;
    createSearchIndex(getRoot: () => TreeNode): SearchIndex;
    searchWords(text: string): string[];
    plainWords(text: string): string;
    markWords(text: string, words: string[]): Child[];
    searchOptions: {
        drawOption(parts: { picture: string; words: Child[]; place?: Child[]; more?: string }): HTMLElement;
        drawRow(row: Row, way: { name: string }[], words: string[]): HTMLElement;
        drawGroup(id: string, title: string, drawn: Child[]): HTMLElement;
        placeOf(way: { name: string }[]): string;
        belowWords(below: SearchBelow): string;
    };
    createSearchList(
        hooks: SearchHooks,
        sources: { hub: HubSearch; known: HubKnown },
        acts: SearchListActs,
    ): SearchList;
    createHubSearch(connection: Connection, hooks: { onAnswer(): void }): HubSearch;
    createHubKnown(connection: Connection, hooks: { onChange(): void }): HubKnown;
    createSearchBox(connection: Connection, hooks: SearchHooks): SearchBox;
    createWayFinder(
        connection: Connection,
        parts: {
            model: TreeModel;
            loader: PlaceLoader;
            setHub(hub: ChosenHub | null): void;
        },
    ): WayFinder;
    createRowMenu(parts: RowMenuParts): RowMenu;
    createBrowseView(connection: Connection, hooks: BrowseHooks): BrowseView;
    exportButton(
        connection: Connection,
        getTable: () => Table,
        teller?: { say(text: string): void },
    ): HTMLElement;
    usesTable(design: string, uses: Map<string, Use>): Table;
    treeTable(name: string, nodes: (TreeNode | null)[]): Table;
    relationTable(design: string, relations: Relation[], placeOf: (relation: Relation) => string): Table;
    createDesignView(
        connection: Connection,
        hooks: DesignHooks,
    ): DesignView;
    createRelationList(connection: Connection, hooks: RelationHooks): RelationList;
    menuButton(
        icon: string,
        label: string,
        getChoices: () => MenuChoice[],
    ): { element: HTMLElement; opener: HTMLButtonElement; close(): void };
    openMenu(
        at: { x: number; y: number },
        label: string,
        choices: MenuChoice[] | (() => MenuChoice[]),
        back: HTMLElement,
    ): void;
    createPermissions(connection: Connection): Rights;
    drawPermissions(row: Row, allowed: Record<string, boolean>): HTMLElement;
    createItemActions(connection: Connection, hooks: ItemActionHooks): ItemActions;
    watchVisible(
        onShown: (shown: Element) => void,
        onHidden?: (hidden: Element) => void,
    ): IntersectionObserver;
    createPictures(connection: Connection, size?: number): Pictures;
    createPlaces(connection: Connection): {
        find(projectId: string, folderId: string): Promise<string>;
        known(folderId: string): string;
    };
    createGraphModel(center: GraphItem): GraphModel;
    placeNodes(model: GraphModel, aspect: number, token: { isStopped: boolean }): Promise<boolean>;
    drawPicture(svg: SVGSVGElement, model: GraphModel): string;
    createGraphView(connection: Connection, hooks: { onShow(row: Row): void }): GraphView;
    catalogueWords(state: CatalogueState): string;
    /** Tells whether something fills a catalogue. */
    isFilled(doing: CatalogueState["doing"]): boolean;
    createCatalogueLine(
        connection: Connection,
        hooks: { onSettings(): void; onSwept(): void },
    ): CatalogueLine;
    staleWords(ref: StaleRef): string;
    staleTable(place: string, items: StaleItem[]): Table;
    createStaleDialog(
        connection: Connection,
        hooks: { onShow(row: Row): void; onClosed(): void },
    ): StaleDialog;
    createWhereUsedDialog(
        connection: Connection,
        hooks: { onShow(row: Row): void; onClosed(): void },
    ): WhereUsedDialog;
    createCarryView(
        connection: Connection,
        hooks: { onDone(itemId: string): void; onClosed(): void; onOffer(): void },
    ): CarryView;
    createPlanTable(plan: FilePlan, choices: FileChoice[], onChange: () => void): HTMLElement;
    sumUp(plan: FilePlan, choices: FileChoice[]): { words: string; wanted: number };
    createStepTable(files: WorkedFile[]): StepTable;
    drawFileEnds(files: FileReport[]): HTMLElement;
    countFileEnds(files: FileReport[]): string;
    createJobStrip(connection: Connection, hooks: JobStripHooks): JobStrip;
    createAttachFilesView(
        connection: Connection,
        hooks: { onDone(itemId: string): void; onEnded(): void; onClosed(): void },
    ): AttachFilesView;
    createEditsView(
        connection: Connection,
        hooks: { onDone(itemId: string): void; onJobs(): void; onOffer(): void },
    ): EditsView;
    createAttachDialog(
        connection: Connection,
        hooks: {
            onDone(target: Target, result: Attached): void;
            onShowDesign(): void;
            onPaste(): void;
            onClosed(): void;
        },
    ): AttachDialog;
    createAttachManyDialog(
        connection: Connection,
        hooks: {
            /** One alone was pasted. */
            onOne(target: Target): void;
            onDone(itemIds: string[], result: AttachedAll): void;
            onShowDesign(): void;
            onClosed(): void;
        },
    ): AttachManyDialog;
    drawPlannedRef(planned: PlannedRef, design: AttachPlan["design"], onChange: () => void): PlannedRow;
    drawImpossible(text: string, problem: Problem): HTMLElement;
    createLifecycleDialog(connection: Connection, hooks: { onClosed(): void }): LifecycleDialog;
    createSettingsDialog(connection: Connection, hooks: { onClosed(): void }): SettingsDialog;
    createSettingField(name: SettingName, settings: SettingsState): SettingField;
    drawSpace(connection: Connection): HTMLElement;
    settingsButton(onclick: () => void): HTMLElement;
    avatar(person: OtherAccount, picture: Promise<string | null> | null): HTMLElement;
    personButton(person: OtherAccount, text: string, onclick: () => void): HTMLElement;
    findPicture(connection: Connection, account: Account): Promise<string | null>;
    isWarning(notice: Problem): boolean;
    createAccountView(
        connection: Connection,
        hooks: {
            onChange(account: Account | null, view: View | null): void;
            onSettings(): void;
            onHelp(): void;
            onConnect(): void;
            onOpen(): void;
            /** What had the focus may have been drawn anew. */
            onDrawn(): void;
        },
        state: ServiceState,
    ): AccountView;
    createAccountDialog(connection: Connection, view: AccountView, hooks: { onClosed(): void }): AccountDialog;
    createConnectDialog(
        connection: Connection,
        hooks: { onClosed(): void; onSignIn(): void },
    ): ConnectDialog;
}

interface Window {
    DataBrowser: DataBrowserNamespace;
    /** What the libraries in vendor add to. */
    d3: any;
    adsk?: { fusionSendData(action: string, data: string): Promise<string> | string };
    fusionJavaScriptHandler: { handle(action: string, data: string): string };
}
