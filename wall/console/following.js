// What a follower does with changes: puts them into the scene, without rules of its own.

const SETTINGS = "settings/";
const SOUND = "sound/";
const GROUPS = "groups/";
const LAYERS = ["base", "pushed", "override", "alert", "panic"];

/** The scene after the changes of one revision; the given one is not touched. */
export function follow(scene, changes, revision) {
  const tiles = new Map(scene.tiles.map((tile) => [tile.id, tile]));
  let { layout, sound } = scene;
  for (const change of changes) {
    if (change.type === "tile.added") tiles.set(change.tile.id, change.tile);
    else if (change.type === "tile.removed") tiles.delete(change.tile.id);
    else if (change.type === "tile.changed") {
      tiles.set(change.id, withFields(tiles.get(change.id), change.fields));
    } else if (change.type === "layout.taken") layout = change.after;
    else if (change.type === "sound.changed") sound = withSound(sound, change.fields);
  }
  return { ...scene, layout, sound, revision, tiles: [...tiles.values()].sort(byStacking) };
}

function withFields(tile, fields) {
  const changed = { ...tile, settings: { ...tile.settings }, sound: { ...tile.sound } };
  for (const [path, { after }] of Object.entries(fields)) {
    if (path.startsWith(SOUND)) changed.sound[path.slice(SOUND.length)] = after;
    else if (!path.startsWith(SETTINGS)) changed[path] = after;
    else if (after === null || after === undefined) delete changed.settings[path.slice(SETTINGS.length)];
    else changed.settings[path.slice(SETTINGS.length)] = after;
  }
  return changed;
}

function withSound(sound, fields) {
  const changed = { ...sound, groups: { ...sound.groups } };
  for (const [path, { after }] of Object.entries(fields)) {
    if (!path.startsWith(GROUPS)) changed[path] = after;
    else if (after === null || after === undefined) delete changed.groups[path.slice(GROUPS.length)];
    else changed.groups[path.slice(GROUPS.length)] = after;
  }
  return changed;
}

function byStacking(a, b) {
  const layers = LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer);
  return layers || a.z - b.z || (a.id < b.id ? -1 : Number(a.id > b.id));
}
