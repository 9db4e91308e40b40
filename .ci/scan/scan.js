// node scan.js CHECKOV ASSEMBLY... scans the templates of cloud assemblies. A finding is mended or explained in
// explained.json, which fails as well when it explains what is no longer found. SECURITY.md has the explanations for readers.
const { judge } = require('./explanations.js');
const { checkov, nag, preflight } = require('./scanners.js');
const explanations = require('./explained.json');

const [executable, ...assemblies] = process.argv.slice(2);
const sound = assemblies.filter(preflight).length === assemblies.length;
const findings = assemblies.flatMap((dir) => [...checkov(executable, dir), ...nag(dir)]);
const problems = judge(findings, explanations);
problems.forEach((problem) => console.error(problem));
if (!sound || problems.length > 0) {
  console.error('CONTRIBUTING.md, "Explain what a scanner finds", says what to do.');
  process.exit(1);
}
console.log(`cdk-preflight finds nothing; the ${findings.length} findings of checkov and cdk-nag have their explanations`);
