"""Accounts, Apps and installations as GitHub shows them."""

from __future__ import annotations

from tests.stand_in.accounts import Account, App, Installation
from tests.stand_in.answers import Json
from tests.stand_in.store import World

_USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}


def user(world: World, account: Account) -> Json:
    """Show an account in short."""
    api = f"{world.api_url}/users/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": f"U_{account.id}",
        "avatar_url": f"{world.url}/avatars/u/{account.id}",
        "gravatar_id": "",
        "url": api,
        "html_url": f"{world.url}/{account.login}",
        **{key: api + path for key, path in _USER_LINKS.items()},
        "type": account.type,
        "user_view_type": "public",
        "site_admin": False,
    }


def public_user(world: World, account: Account) -> Json:
    """Show an account as /users does."""
    nothing = ("name", "company", "blog", "location", "email", "hireable", "bio", "twitter_username")
    counts = ("public_repos", "public_gists", "followers", "following")
    dates = {"created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-01T00:00:00Z"}
    return user(world, account) | dict.fromkeys(nothing) | {"blog": ""} | dict.fromkeys(counts, 0) | dates


def app(world: World, app: App) -> Json:
    """Show an App without its secrets."""
    return {
        "id": app.id,
        "slug": app.slug,
        "node_id": f"A_{app.id}",
        "client_id": app.client_id,
        "owner": user(world, app.owner),
        "name": app.name,
        "description": None,
        "external_url": f"{world.url}/apps/{app.slug}/home",
        "html_url": f"{world.url}/apps/{app.slug}",
        "created_at": app.created_at,
        "updated_at": app.created_at,
        "permissions": dict(app.permissions),
        "events": list(app.events),
    }


def registered_app(world: World, made: App) -> Json:
    """Show an App to the one who registered it, secrets included, once."""
    secrets = {"client_secret": made.client_secret, "webhook_secret": made.webhook_secret, "pem": made.pem}
    return app(world, made) | secrets


def installation(world: World, installed: Installation) -> Json:
    """Show an installation."""
    return {
        "id": installed.id,
        "account": user(world, installed.account),
        "repository_selection": "all" if installed.repository_ids is None else "selected",
        "access_tokens_url": f"{world.api_url}/app/installations/{installed.id}/access_tokens",
        "repositories_url": f"{world.api_url}/installation/repositories",
        "html_url": f"{world.url}/settings/installations/{installed.id}",
        "app_id": installed.app.id,
        "app_slug": installed.app.slug,
        "client_id": installed.app.client_id,
        "target_id": installed.account.id,
        "target_type": installed.account.type,
        "permissions": dict(installed.permissions),
        "events": list(installed.events),
        "created_at": installed.created_at,
        "updated_at": installed.created_at,
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": user(world, installed.account) if installed.suspended_at else None,
        "suspended_at": installed.suspended_at,
    }
