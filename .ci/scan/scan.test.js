// CHECKOV=PATH node --test scan.test.js: the scanners look at what they are given, and findings are judged as promised.
const assert = require('node:assert');
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { test } = require('node:test');
const { App, CfnResource, Fn, Stack } = require('aws-cdk-lib');
const { judge } = require('./explanations.js');
const { checkov, nag, preflight } = require('./scanners.js');

// assembly is the assembly of an app with the stack Shop, which has one resource.
function assembly(type, properties) {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'scan-')) });
  new CfnResource(new Stack(app, 'Shop'), 'Resource', { type, properties });
  return app.synth().directory;
}

const bucket = assembly('AWS::S3::Bucket', { Tags: [{ Key: 'from', Value: Fn.getStackOutput('Other', 'Name') }] });

test('cdk-nag finds what is wrong, and where', () => {
  const found = nag(bucket);
  assert.ok(found.some(({ rule, place }) => rule === 'AwsSolutions-S1' && place === 'Shop/Resource'), JSON.stringify(found));
});

test('checkov finds what is wrong, and where', () => {
  const found = checkov(process.env.CHECKOV, bucket);
  assert.ok(found.some(({ rule, place }) => rule === 'CKV_AWS_18' && place === 'Shop/Resource'), JSON.stringify(found));
  assert.deepStrictEqual(checkov(process.env.CHECKOV, assembly('AWS::ElasticBeanstalk::Application', {})), []);
});

test('cdk-preflight finds what AWS refuses', (t) => {
  assert.ok(preflight(bucket));
  const refused = assembly('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    Subnets: Fn.split(',', Fn.importValue('Subnets')),
    LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '5000' }],
  });
  const said = [];
  t.mock.method(console, 'error', (text) => said.push(text));
  t.mock.method(process.stderr, 'write', (text) => said.push(text));
  assert.ok(!preflight(refused));
  assert.match(said.join(), /5000 but must be between 1 and 4000/);
});

test('a finding without an explanation is open, and an explanation without a finding idle', () => {
  const finding = (rule, place) => ({ rule, place, message: 'no' });
  const explanation = (rules, places) => ({ rules, places, reason: 'so' });
  const findings = [finding('S1', 'Dev/Logs1'), finding('IAM5[Action::s3:Get*]', 'Dev/Role2')];
  const judged = (...explanations) => judge(findings, explanations);

  assert.deepStrictEqual(judged(explanation(['S1'], ['*/Logs*']), explanation(['IAM5[Action::s3:Get*]'], ['Dev/Role2'])), []);
  assert.deepStrictEqual(judged(explanation(['S1', 'IAM5[*]'], ['Dev/*'])), []);
  assert.deepStrictEqual(judged(explanation(['S1'], ['*/Logs*'])), ['Dev/Role2: IAM5[Action::s3:Get*]: no']);
  assert.deepStrictEqual(judged(explanation(['S1', 'S2', 'IAM5[*]'], ['Dev/*', 'Prod/*'])),
    ['S2', 'Prod/*'].map((part) => `explained.json: nothing is found for ${part}; remove it, under "so"`));
  // The words of a pattern are text, not an expression, and stand for the whole of what they match.
  for (const rule of ['S.', 'S', '1']) {
    assert.strictEqual(judged(explanation([rule], ['*']))[2], `explained.json: nothing is found for ${rule} at *; remove it, under "so"`);
  }
});
