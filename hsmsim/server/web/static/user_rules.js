/* Who may do what with which user, so that pages show no more than that. The HSM checks it all again. */

import { may, me } from "./api.js";

export const PERMISSIONS = [
  "Create/Remove Users",
  "List Users",
  "Monitor Remote Log",
  "Backup/Restore",
  "Firmware Update",
];
export const NO_FACTOR = "no";
export const NO_CUSTODIANS = "no";

/** Whether this is who is logged in. */
export function mine(user_id) {
  return user_id === me().user_id;
}

/** Whether who is logged in is an Operator. */
export function operator() {
  return me().user_type === "Operator";
}

/** Whether who is logged in may see what this user is like. */
export function mayLook(user_id) {
  return mine(user_id) || operator() || me().permissions.includes("Create/Remove Users");
}

/** Whether who is logged in may run a command on this user: only an Operator touches an Operator. */
export function mayChange(words, user) {
  return may(words) && (operator() || user.user_type !== "Operator");
}

/** Whether who is logged in may set this user's second factor. */
export function mayProve(user_id) {
  return mine(user_id) || operator();
}

/** The permissions that who is logged in may give and take. */
export function mayGive() {
  return PERMISSIONS.filter((each) => operator() || me().permissions.includes(each));
}
