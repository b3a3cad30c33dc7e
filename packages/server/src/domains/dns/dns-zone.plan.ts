/**
 * What has to be done to a zone: a pure function of what is wanted, what is left over and what is there.
 *
 * A set is ours when a mark beside it names our organization and the record, and only then it is changed or removed; whatever else
 * stands where a record is to be is a conflict, told with what is there and whose it is. A leftover is a place where a record of ours was
 * before it was deleted or renamed: a mark of it lets us clear the place, or hand it to the record that is wanted there now.
 *
 * All edits of one name go together: its sets share the set of marks. Planning again after they are done gives none.
 */
import type { RecordType } from '@moorage/core/dns-text';
import { externalOwner, guardName, guardText, type Mark, markName, markText, parseMark } from './dns-mark.rules.ts';
import type { AliasTarget, Edit, RecordSet, Zone } from './dns-provider.ports.ts';

/** A record that is wanted; its name is in full, its values are canonical. */
export interface Wish {
  readonly id: string;
  readonly name: string;
  readonly type: RecordType;
  readonly ttl: number | null;
  readonly values: readonly string[];
  readonly alias: AliasTarget | null;
  readonly fingerprint: string;
}

export interface Leftover {
  readonly id: string;
  readonly recordId: string;
  readonly name: string;
  readonly type: RecordType;
}

export interface ZoneScene {
  readonly zone: Zone;
  readonly orgId: string;
  readonly wishes: readonly Wish[];
  readonly leftovers: readonly Leftover[];
  readonly observed: readonly RecordSet[];
}

export interface Conflict {
  readonly recordId: string;
  readonly reason: 'foreign' | 'marked' | 'external_dns' | 'cname' | 'special';
  /** A sentence for people. */
  readonly message: string;
}

/** The edits of one name. */
export interface Bundle {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** Right as soon as it is done. */
  readonly records: readonly string[];
  /** Cleared as soon as it is done. */
  readonly leftovers: readonly string[];
}

export interface ZonePlan {
  readonly bundles: readonly Bundle[];
  /** Records that are as they should be. */
  readonly settled: readonly string[];
  /** Leftovers of which nothing is left. */
  readonly cleared: readonly string[];
  readonly conflicts: readonly Conflict[];
}

export const usualTtl = 300;

/** Everything that planning wants to see of a zone. */
export function namesOfInterest(zone: Zone, places: readonly Pick<Wish, 'name' | 'type'>[]): string[] {
  const names = places.flatMap(({ name, type }) => [
    name,
    markName(name),
    guardName(name, undefined, zone.name),
    guardName(name, type, zone.name),
  ]);
  return [...new Set(names)].filter((name) => name !== undefined);
}

/** What the provider is to have for a record. */
export function wantedSet({ name, type, ttl, values, alias }: Wish): RecordSet {
  if (alias !== null) return { name, type, ttl: 0, values: [], alias };
  return { name, type, ttl: ttl ?? usualTtl, values: values.toSorted() };
}

function sameSet(one: RecordSet | undefined, other: RecordSet | undefined): boolean {
  const text = (set: RecordSet | undefined) =>
    JSON.stringify(
      set && [set.ttl, set.values.toSorted(), set.alias && [set.alias.name, set.alias.zoneId, set.alias.evaluateTargetHealth]],
    );
  return text(one) === text(other);
}

type Sets = ReadonlyMap<string, RecordSet>;

function keyOf(name: string, type: RecordType): string {
  return `${type} ${name}`;
}

/** One name with all that is known about it. */
interface Spot {
  readonly scene: ZoneScene;
  readonly sets: Sets;
  readonly name: string;
  readonly wishes: readonly Wish[];
  readonly leftovers: readonly Leftover[];
  readonly marks: readonly Mark[];
}

function isFor(mark: Mark, type: RecordType): boolean {
  return (mark.type ?? type) === type;
}

/** Whether a mark says that the set of this type is that of the record. */
function marks(spot: Spot, recordId: string, type: RecordType): boolean {
  return spot.marks.some((mark) => mark.org === spot.scene.orgId && mark.rec === recordId && isFor(mark, type));
}

function isOurs(spot: Spot, { id, type }: Wish): boolean {
  if (marks(spot, id, type)) return true;
  return spot.leftovers.some((leftover) => leftover.type === type && marks(spot, leftover.recordId, type));
}

/** Marks of anybody but the records that are, or were, at this name. */
function othersMarks(spot: Spot, type: RecordType): readonly Mark[] {
  const known = new Set([...spot.wishes.map(({ id }) => id), ...spot.leftovers.map(({ recordId }) => recordId)]);
  return spot.marks.filter((mark) => isFor(mark, type) && !(mark.org === spot.scene.orgId && known.has(mark.rec)));
}

function guardsOf(spot: Spot, type: RecordType | undefined): RecordSet | undefined {
  const name = guardName(spot.name, type, spot.scene.zone.name);
  return name === undefined ? undefined : spot.sets.get(keyOf(name, 'TXT'));
}

function ownerText([mark]: readonly Mark[]): string {
  return mark === undefined ? 'nobody has marked it' : `it is marked for record ${mark.rec} of organization ${mark.org}`;
}

function setText({ type, ttl, values, alias }: RecordSet): string {
  if (alias !== undefined) return `an alias of type ${type} to ${alias.name}`;
  const shown = values.slice(0, 5).map((value) => (value.length > 80 ? `${value.slice(0, 80)}…` : value));
  return `${type} ${shown.join(', ')}${values.length > 5 ? ` and ${values.length - 5} more` : ''} (TTL ${ttl})`;
}

/** Sets that stay at a name and of which a CNAME is one, or is to be one. */
function besideCname(spot: Spot, wish: Wish): RecordSet | undefined {
  const isLeaving = (set: RecordSet) =>
    spot.leftovers.some(({ type, recordId }) => type === set.type && marks(spot, recordId, type)) &&
    !spot.wishes.some(({ type }) => type === set.type);
  const at = [...spot.sets.values()].filter((set) => set.name === spot.name && set.type !== wish.type && !isLeaving(set));
  return wish.type === 'CNAME' ? at[0] : at.find(({ type }) => type === 'CNAME');
}

function conflictOf(spot: Spot, wish: Wish): Conflict | undefined {
  const conflict = (reason: Conflict['reason'], message: string): Conflict => ({ recordId: wish.id, reason, message });
  const external = [guardsOf(spot, undefined), guardsOf(spot, wish.type)]
    .flatMap((set) => set?.values ?? [])
    .map(externalOwner)
    .find((owner) => owner !== undefined);
  if (external !== undefined) return conflict('external_dns', `The name is managed by external-dns with the owner ${external}.`);
  const there = spot.sets.get(keyOf(wish.name, wish.type));
  const others = othersMarks(spot, wish.type);
  if (there?.special !== undefined)
    return conflict('special', `There is ${setText(there)} with ${there.special}, which is not ours to change.`);
  if (there !== undefined && !isOurs(spot, wish))
    return conflict('foreign', `There is ${setText(there)} already, and ${ownerText(others)}.`);
  if (there === undefined && others.length > 0) return conflict('marked', `The name is taken: ${ownerText(others)}.`);
  if (wish.type === 'CNAME' && spot.wishes.length > 1)
    return conflict('cname', 'A CNAME is alone at its name, and other records of this name are wanted.');
  const cname = besideCname(spot, wish);
  if (cname === undefined) return undefined;
  return conflict('cname', `A CNAME is alone at its name, and there is ${setText(cname)}.`);
}

function editOf(sets: Sets, place: Pick<RecordSet, 'name' | 'type'>, after: RecordSet | undefined): Edit[] {
  const before = sets.get(keyOf(place.name, place.type));
  return sameSet(before, after) ? [] : [{ name: place.name, type: place.type, before, after }];
}

interface TextChange {
  readonly add: readonly string[];
  readonly drop: readonly string[];
}

/** Texts of ours in and out of a set that others may have texts in. */
function textEdit(sets: Sets, name: string | undefined, { add, drop }: TextChange): Edit[] {
  if (name === undefined) return [];
  const before = sets.get(keyOf(name, 'TXT'));
  if (before?.special !== undefined || before?.alias !== undefined) return [];
  const kept = (before?.values ?? []).filter((text) => !drop.includes(text) || add.includes(text));
  const values = [...new Set([...kept, ...add])].toSorted();
  const after = values.length === 0 ? undefined : { name, type: 'TXT' as const, ttl: before?.ttl ?? usualTtl, values };
  return editOf(sets, { name, type: 'TXT' }, after);
}

function removalsOf(spot: Spot, granted: readonly Wish[]): Edit[] {
  return spot.leftovers.flatMap(({ recordId, type }) => {
    const isWanted =
      granted.some((wish) => wish.type === type) || spot.wishes.some((wish) => wish.id === recordId && wish.type === type);
    const there = spot.sets.get(keyOf(spot.name, type));
    if (isWanted || !marks(spot, recordId, type) || there?.special !== undefined) return [];
    return editOf(spot.sets, { name: spot.name, type }, undefined);
  });
}

function markEdits(spot: Spot, granted: readonly Wish[]): Edit[] {
  const { orgId } = spot.scene;
  const add = granted.map(({ id, fingerprint, type }) => markText({ org: orgId, rec: id, fingerprint, type }));
  const isDropped = (mark: Mark): boolean =>
    mark.org === orgId &&
    (granted.some(({ id, type }) => id === mark.rec && isFor(mark, type)) ||
      (spot.leftovers.some(({ recordId, type }) => recordId === mark.rec && isFor(mark, type)) &&
        !spot.wishes.some(({ id, type }) => id === mark.rec && isFor(mark, type))));
  const drop = spot.marks.filter(isDropped).map(({ text }) => text);
  return textEdit(spot.sets, markName(spot.name), { add, drop });
}

function guardEdits(spot: Spot, granted: readonly Wish[]): Edit[] {
  const { zone } = spot.scene;
  const wanted = new Set(granted.map(({ type }) => type));
  const isHeld = (type: RecordType) => othersMarks(spot, type).length > 0 || spot.wishes.some((wish) => wish.type === type);
  const freed = new Set(spot.leftovers.map(({ type }) => type).filter((type) => !isHeld(type)));
  const isFree = spot.wishes.length === 0 && spot.leftovers.every(({ type }) => !isHeld(type));
  const put = { add: [guardText], drop: [] };
  const clear = { add: [], drop: [guardText] };
  return [
    ...[...wanted].flatMap((type) => textEdit(spot.sets, guardName(spot.name, type, zone.name), put)),
    ...[...freed].flatMap((type) => textEdit(spot.sets, guardName(spot.name, type, zone.name), clear)),
    ...(wanted.size === 0 && !isFree
      ? []
      : textEdit(spot.sets, guardName(spot.name, undefined, zone.name), wanted.size > 0 ? put : clear)),
  ];
}

function spotsOf(scene: ZoneScene): Spot[] {
  const names = new Set([...scene.wishes, ...scene.leftovers].map(({ name }) => name));
  const wishes = Map.groupBy(scene.wishes, ({ name }) => name);
  const leftovers = Map.groupBy(scene.leftovers, ({ name }) => name);
  const byName = Map.groupBy(scene.observed, ({ name }) => name);
  return [...names].map((name) => {
    const zone = scene.zone.name;
    const at = [...(wishes.get(name) ?? []), ...(leftovers.get(name) ?? [])].map(({ type }) => guardName(name, type, zone));
    const near = [name, markName(name), guardName(name, undefined, zone), ...at].flatMap((one) => byName.get(one ?? '') ?? []);
    // Only what is near: of a large zone nobody walks through all of it for each name.
    const sets = new Map(near.map((set) => [keyOf(set.name, set.type), set]));
    const texts = sets.get(keyOf(markName(name), 'TXT'))?.values ?? [];
    return {
      scene,
      sets,
      name,
      wishes: wishes.get(name) ?? [],
      leftovers: leftovers.get(name) ?? [],
      marks: texts.map(parseMark).filter((mark) => mark !== undefined),
    };
  });
}

function planSpot(spot: Spot): ZonePlan {
  const conflicts = spot.wishes.map((wish) => conflictOf(spot, wish)).filter((one) => one !== undefined);
  const granted = spot.wishes.filter(({ id }) => !conflicts.some((one) => one.recordId === id));
  const edits = [
    ...removalsOf(spot, granted),
    ...granted.flatMap((wish) => editOf(spot.sets, wish, wantedSet(wish))),
    ...markEdits(spot, granted),
    ...guardEdits(spot, granted),
  ];
  const records = granted.map(({ id }) => id);
  const leftovers = spot.leftovers.map(({ id }) => id);
  if (edits.length === 0) return { bundles: [], settled: records, cleared: leftovers, conflicts };
  return { bundles: [{ name: spot.name, edits, records, leftovers }], settled: [], cleared: [], conflicts };
}

export function planZone(scene: ZoneScene): ZonePlan {
  const plans = spotsOf(scene).map(planSpot);
  return {
    bundles: plans.flatMap(({ bundles }) => bundles),
    settled: plans.flatMap(({ settled }) => settled),
    cleared: plans.flatMap(({ cleared }) => cleared),
    conflicts: plans.flatMap(({ conflicts }) => conflicts),
  };
}

/** Bundles together, as many as one call may take. */
export function batchesOf(bundles: readonly Bundle[], mostEdits: number): Bundle[][] {
  const batches: Bundle[][] = [];
  let room = 0;
  for (const bundle of bundles) {
    const last = batches.at(-1);
    if (last === undefined || bundle.edits.length > room) {
      batches.push([bundle]);
      room = mostEdits - bundle.edits.length;
    } else {
      last.push(bundle);
      room -= bundle.edits.length;
    }
  }
  return batches;
}
