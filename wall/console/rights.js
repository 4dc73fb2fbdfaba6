// What each role may do, so that the console offers only that. The controller decides in any
// case. The same table as in wall/control/rights.py; tests/console/test_catalogues.py compares.

const RECALL = ["see", "take"];
const OPERATOR = [...RECALL, "push", "arrange", "announce", "drive", "prepare", "lease", "panic", "sources"];
const MODERATOR = ["see", "moderate"];

export const RIGHTS = {
  viewer: ["see"],
  recall: RECALL,
  moderator: MODERATOR,
  operator: OPERATOR,
  producer: [...OPERATOR, "moderate", "override_lease"],
  admin: [...OPERATOR, "moderate", "override_lease", "users", "displays"],
};

export const roleMay = (role, right) => RIGHTS[role]?.includes(right) ?? true;
