// Roles in words, from most to least, and who may give which.
export const ROLES = ["owner", "admin", "editor", "viewer"];

const TITLES = { owner: "Owner", admin: "Admin", editor: "Editor", viewer: "Viewer" };
export const MEANINGS = {
  owner: "Everything, and giving the team away or deleting it",
  admin: "Everything but giving the team away or deleting it",
  editor: "Read and change records",
  viewer: "Read",
};

export const titleOf = (role) => TITLES[role] ?? role;

const rank = (role) => ROLES.length - ROLES.indexOf(role);

export const givableBy = (mine) => ROLES.filter((role) => rank(role) <= rank(mine));

// Until the page knows the role, nobody may.
export const mayWrite = (role) => rank(role) >= rank("editor") && ROLES.includes(role);

// Owners change everybody else, others whose role is below theirs.
export const mayChange = (mine, theirs) => mine === "owner" || rank(theirs) < rank(mine);
