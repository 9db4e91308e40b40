// Compares pairs of templates: their files come as JSON on standard input, and for each pair, what CloudFormation would do
// with every resource that differs goes to standard output.
import { diffTemplate } from '@aws-cdk/cloudformation-diff';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const read = file => (file === '' ? {} : JSON.parse(readFileSync(file, 'utf8'))).Resources ?? {};
const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

// one is what becomes of one resource. The library looks at it alone: to follow what is replaced, it would read the whole template
// for each resource that is, and not see what is inside of functions.
function one(before, after) {
  const template = resource => ({ Resources: resource === undefined ? {} : { it: resource } });
  const changes = [];
  try {
    diffTemplate(template(before), template(after)).resources.forEachDifference((_, difference) => {
      const updates = Object.entries(difference.propertyUpdates).map(([name, update]) => [name, update.changeImpact]);
      changes.push({ impact: difference.changeImpact, properties: Object.fromEntries(updates) });
    });
  } catch {
    changes.push({ impact: 'UNKNOWN', properties: {} }); // the library cannot read every name, such as hasOwnProperty
  }
  return changes[0];
}

// each calls a function with what a value refers to, by logical id.
function each(value, refers) {
  if (Array.isArray(value)) {
    value.forEach(item => each(item, refers));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'Ref' && typeof item === 'string') {
        refers(item);
      } else if (key === 'Fn::GetAtt') {
        refers(String(Array.isArray(item) ? item[0] : item).split('.')[0]);
      } else {
        if (key === 'Fn::Sub') {
          for (const [, id] of String(Array.isArray(item) ? item[0] : item).matchAll(/\$\{([^!.}]+)/g)) {
            refers(id);
          }
        }
        each(item, refers);
      }
    }
  }
}

// marked is a resource whose properties have another value wherever they refer to something that is replaced.
function marked(resource, replaced) {
  const properties = Object.entries(resource.Properties).map(([name, value]) => {
    let moved = false;
    each(value, id => (moved ||= replaced.has(id)));
    return [name, moved ? { 'Fn::Join': ['', [value, ' (replaced)']] } : value];
  });
  return { ...resource, Properties: Object.fromEntries(properties) };
}

// compare is an object of what differs, by logical id. Names of other people's resources are keys, so it has no prototype.
function compare({ base, head }) {
  const [before, after] = [read(base), read(head)];
  const changes = Object.create(null);
  const dependents = new Map();
  for (const [id, resource] of Object.entries(after)) {
    each(resource?.Properties, on => dependents.set(on, (dependents.get(on) ?? new Set()).add(id)));
  }
  const replaced = new Set();
  const queue = [];
  const note = (id, change) => {
    if (change === undefined) {
      return;
    }
    changes[id] = change;
    if (change.impact === 'WILL_REPLACE' && !replaced.has(id)) {
      replaced.add(id);
      queue.push(id);
    }
  };
  for (const id of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [own(before, id), own(after, id)];
    if (!isDeepStrictEqual(was, is)) {
      note(id, one(was, is));
    }
  }
  while (queue.length > 0) {
    for (const id of dependents.get(queue.pop()) ?? []) {
      const [was, is] = [own(before, id), own(after, id)];
      if (was !== undefined && !replaced.has(id)) {
        note(id, one(was, marked(is, replaced)));
      }
    }
  }
  return changes;
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(compare)));
