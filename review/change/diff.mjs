// Compares pairs of templates: their files come as JSON on standard input, and for each pair, what CloudFormation would do
// with every resource that differs goes to standard output.
import { diffTemplate } from '@aws-cdk/cloudformation-diff';
import { readFileSync } from 'node:fs';

const read = file => (file === '' ? {} : JSON.parse(readFileSync(file, 'utf8')));

// compare is an object of what differs, by logical id. Names of other people's resources are keys, so it has no prototype.
function compare({ base, head }) {
  const changes = Object.create(null);
  diffTemplate(read(base), read(head)).resources.forEachDifference((id, difference) => {
    const properties = Object.create(null);
    for (const [name, update] of Object.entries(difference.propertyUpdates)) {
      properties[name] = update.changeImpact;
    }
    changes[id] = { impact: difference.changeImpact, properties };
  });
  return changes;
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(compare)));
