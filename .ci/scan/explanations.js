// Findings, and the explanations of those that stay. An explanation has rules and places, in which * stands for any text;
// a place is STACK/LOGICAL-ID.
const matches = (pattern, text) =>
  new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(text);

// judge returns a line for each finding without an explanation, and for each part of an explanation without a finding.
function judge(findings, explanations) {
  const explains = ({ rules, places }, { rule, place }) =>
    rules.some((pattern) => matches(pattern, rule)) && places.some((pattern) => matches(pattern, place));
  const open = findings
    .filter((finding) => !explanations.some((explanation) => explains(explanation, finding)))
    .map(({ rule, place, message }) => `${place}: ${rule}: ${message}`);
  const idle = explanations.flatMap((explanation) => {
    const { rules, places, reason } = explanation;
    const explained = findings.filter((finding) => explains(explanation, finding));
    const parts = explained.length === 0 ? [`${rules.join(', ')} at ${places.join(', ')}`] : [
      ...rules.filter((pattern) => !explained.some(({ rule }) => matches(pattern, rule))),
      ...places.filter((pattern) => !explained.some(({ place }) => matches(pattern, place))),
    ];
    return parts.map((part) => `explained.json: nothing is found for ${part}; remove it, under "${reason.slice(0, 50)}"`);
  });
  return [...open, ...idle];
}

module.exports = { judge };
