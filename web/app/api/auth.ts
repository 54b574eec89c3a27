import type { Account } from "./contract";
import type { components } from "./openapi";
import { request } from "./request";

type RegisterRequest = components["schemas"]["RegisterRequest"];
type LoginResponse = components["schemas"]["LoginResponse"];

export const register = (account: RegisterRequest) =>
  request<Account>("POST", "api/auth/register", { json: account, anonymous: true });

export const logIn = (email: string, password: string) =>
  request<LoginResponse>("POST", "api/auth/login", { json: { email, password }, anonymous: true });

/** The account that is signed in. */
export const me = () => request<Account>("GET", "api/auth/me");
