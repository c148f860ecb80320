// Where a page goes when the session is over: a full load, so that nothing of the person stays in memory.
export function leaveForSignIn() {
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}

// Whether the server says that nobody is signed in here. No answer is no such word.
export async function isSignedOut() {
  try {
    return (await fetch("/api/v1/auth/me", { cache: "no-store" })).status === 401;
  } catch {
    return false;
  }
}
