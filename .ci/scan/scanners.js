// The scanners, each over the templates of one cloud assembly, which is what `cdk synth` leaves.
const { execFileSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, join } = require('node:path');
const { App, DefaultStackSynthesizer, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { CloudAssembly } = require('aws-cdk-lib/cx-api');
const { AwsSolutionsChecks } = require('cdk-nag');
const { Preflight } = require('cdk-preflight');

// Some rules need to know a region, and most templates are for any.
const anyRegion = 'us-east-1';

// templates are those of all stacks in an assembly.
function templates(dir) {
  const stacks = new CloudAssembly(dir).stacksRecursively;
  if (stacks.length === 0) throw new Error(`${dir} has no template`);
  return stacks.map((stack) => ({ name: stack.stackName, file: stack.templateFullPath, region: stack.environment.region }));
}

// rawApp is an app of templates: a stack for each, whose resources keep their logical ids.
function rawApp(dir) {
  const temp = mkdtempSync(join(tmpdir(), 'scan-'));
  const app = new App({ outdir: join(temp, 'cdk.out') });
  for (const { name, file, region } of templates(dir)) {
    const stack = new Stack(app, name, {
      env: { region: region === 'unknown-region' ? anyRegion : region },
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }), // the template has it
    });
    // CfnInclude does not know Fn::GetStackOutput. What comes from another stack is unknown to the rules either way.
    const known = JSON.parse(readFileSync(file), (_, value) => value?.['Fn::GetStackOutput'] ? { 'Fn::ImportValue': 'unknown' } : value);
    const templateFile = join(temp, basename(file));
    writeFileSync(templateFile, JSON.stringify(known));
    new CfnInclude(stack, 'Template', { templateFile });
  }
  return app;
}

// nag is what the pack AwsSolutions of cdk-nag finds.
function nag(dir) {
  const { violations } = new AwsSolutionsChecks().validateScope(rawApp(dir));
  return violations.flatMap(({ ruleName, description, violatingResources }) => violatingResources.map(({ constructPath }) => ({
    rule: ruleName,
    place: constructPath.replace('/Template/', '/'),
    message: description,
  })));
}

// checkov is what checkov finds, without asking any server.
function checkov(executable, dir) {
  const files = templates(dir);
  const report = JSON.parse(execFileSync(executable, [
    '--file', ...files.map(({ file }) => file),
    '--framework', 'cloudformation', '--skip-download', '--soft-fail', '--compact', '--output', 'json',
  ], {
    env: { ...process.env, CKV_SKIP_PACKAGE_UPDATE_CHECK: 'true' },
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 5 * 60 * 1000,
  }));
  if (!report.results) return []; // checkov has no check for any of the resources
  const { parsing_errors: unread, failed_checks: failed } = report.results;
  if (unread.length > 0) throw new Error(`checkov could not read ${unread}`);
  return failed.map((check) => ({
    rule: check.check_id,
    place: `${files.find(({ file }) => file === check.file_abs_path).name}/${check.resource.split('.')[1]}`,
    message: check.check_name,
  }));
}

// preflight tells whether cdk-preflight and the CDK's own validation find nothing; they print what they find.
function preflight(dir) {
  const app = rawApp(dir);
  Preflight.apply(app);
  try {
    app.synth();
  } catch (error) {
    console.error(error.message);
    return false;
  }
  const report = join(app.outdir, 'validation-report.json'); // is not written when nothing is found
  return !existsSync(report) || JSON.parse(readFileSync(report)).pluginReports.every(({ violations }) => violations.length === 0);
}

module.exports = { nag, checkov, preflight };
