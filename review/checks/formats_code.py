"""Credentials of code hosts, package registries, builds and secret stores, by their issuers' pages on tokens.

For GitHub's:
https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github,
for GitLab's: https://docs.gitlab.com/security/tokens/#token-prefixes
"""

from __future__ import annotations

from review.checks.format import Format, prefixed, shaped
from review.checks.formats_ai import UUID, A, H, W
from review.checks.structure import has_crc32, wraps_login

_GITLAB = rf"(?:{W}{{27,300}}\.[0-9a-z]{{2}}\.?[0-9a-z]{{7,9}}|{W}{{20,70}})"

CODE: tuple[Format, ...] = (
    prefixed("GitHub token", "ghp_", rf"{A}{{36,255}}", sure=has_crc32),
    prefixed("GitHub OAuth token", "gho_", rf"{A}{{36,255}}", sure=has_crc32),
    prefixed("GitHub user token", "ghu_", rf"{A}{{36,255}}", sure=has_crc32),
    prefixed("GitHub refresh token", "ghr_", rf"{A}{{36,255}}", sure=has_crc32),
    # Since 2026-04 an installation token is `ghs_<app id>_<JWT>`, about 520 characters with dots and dashes.
    prefixed("GitHub installation token", "ghs_", r"[A-Za-z0-9._-]{36,1000}"),
    prefixed("GitHub fine-grained token", "github_pat_", r"[A-Za-z0-9_]{22,255}"),
    prefixed("GitLab token", "glpat-", _GITLAB),
    prefixed("GitLab deploy token", "gldt-", _GITLAB),
    prefixed("GitLab runner token", "glrt- glrtr-", rf"(?:t\d_)?{_GITLAB}"),
    prefixed("GitLab runner registration token", "GR1348941", rf"{W}{{20,50}}"),
    prefixed("GitLab trigger token", "glptt-", _GITLAB),
    prefixed("GitLab feed token", "glft-", _GITLAB),
    prefixed("GitLab incoming mail token", "glimt-", _GITLAB),
    prefixed("GitLab agent token", "glagent-", rf"{W}{{20,80}}"),
    prefixed("GitLab OAuth secret", "gloas-", rf"{W}{{20,80}}"),
    prefixed("GitLab SCIM token", "glsoat-", _GITLAB),
    prefixed("GitLab job token", "glcbt-", rf"(?:[0-9a-zA-Z]{{1,5}}_)?{_GITLAB}"),
    prefixed("GitLab feature flag token", "glffct-", _GITLAB),
    prefixed("GitLab workspace token", "glwt-", _GITLAB),
    shaped("GitLab session cookie", "_gitlab_session=", rf"_gitlab_session=(?P<value>{H}{{32}})(?!{A})"),
    # https://developer.atlassian.com/cloud/: app passwords end in a checksum of eight hexadecimal digits
    prefixed("Bitbucket app password", "ATBB", rf"{A}{{32}}"),
    prefixed("Bitbucket access token", "ATCTT3", r"[A-Za-z0-9_=-]{100,250}"),
    prefixed("Atlassian token", "ATATT3 ATSTT3", r"[A-Za-z0-9_=-]{100,250}"),
    prefixed("Sourcegraph token", "sgp_", rf"(?:(?:{H}{{16}}|local)_)?{H}{{40}}"),
    prefixed("Sourcegraph license", "slk_", rf"{H}{{64}}"),
    prefixed("npm token", "npm_", rf"{A}{{36}}", sure=has_crc32),
    shaped(
        "npm registry token",
        ":_authToken",
        r":_authToken[ \t]{0,3}=[ \t]{0,3}[\"']?(?P<value>[A-Za-z0-9+/=_.-]{24,200})",
    ),
    shaped(
        "npm registry password", ":_password", r":_password[ \t]{0,3}=[ \t]{0,3}[\"']?(?P<value>[A-Za-z0-9+/=]{8,200})"
    ),
    shaped(
        "npm registry login",
        "_auth",
        r"(?:(?m:^)|(?<=:))_auth[ \t]{0,3}=[ \t]{0,3}[\"']?(?P<value>[A-Za-z0-9+/=]{12,200})",
        possible=wraps_login,
    ),
    prefixed("PyPI token", "pypi-AgEIcHlwaS5vcmc", rf"{W}{{50,400}}"),
    prefixed("Test PyPI token", "pypi-AgENdGVzdC5weXBpLm9yZw", rf"{W}{{50,400}}", sandbox=True),
    prefixed("PyPI token", "pypi-AgE", rf"{W}{{50,400}}"),
    prefixed("RubyGems key", "rubygems_", rf"{H}{{48}}"),
    prefixed("Cargo registry token", "cio", rf"(?=[A-Za-z]{{0,32}}\d){A}{{32}}"),
    prefixed("Docker Hub token", "dckr_pat_", rf"{W}{{27,40}}"),
    prefixed("Docker Hub organization token", "dckr_oat_", rf"{W}{{27,40}}"),
    prefixed("NuGet key", "oy2", r"[a-z0-9]{43}"),
    prefixed("JFrog key", "AKCp", rf"{A}{{50,80}}"),
    prefixed("JFrog identity token", "cmVmdGtuO", rf"{A}{{45,60}}={{0,2}}"),
    prefixed("Clojars token", "CLOJARS_", rf"{H}{{60}}"),
    prefixed("Packagist token", "packagist_", rf"[a-z]{{3}}_{H}{{60,75}}"),
    prefixed("CircleCI token", "CCIPAT_", rf"{A}{{20,30}}_{H}{{40}}"),
    prefixed("CircleCI project token", "CCIPRJ_", rf"{A}{{20,30}}_{H}{{40}}"),
    prefixed("Buildkite token", "bkua_ bkct_ bkaj_ bkpt_", rf"{A}{{36,60}}"),
    prefixed("Harness token", "pat. sat.", rf"{W}{{22}}\.{H}{{24}}\.{A}{{20}}"),
    prefixed("Octopus Deploy key", "API-", r"(?=[A-Z]{0,40}\d)[A-Z0-9]{26,40}"),
    prefixed("Scalingo token", "tk-us-", rf"{W}{{48}}"),
    prefixed("Snyk token", "snyk_uat. snyk_sat.", r"[\w.-]{40,200}"),
    prefixed("SonarQube project token", "sqp_", rf"{H}{{40}}"),
    prefixed("SonarQube user token", "squ_", rf"{H}{{40}}"),
    prefixed("SonarQube analysis token", "sqa_", rf"{H}{{40}}"),
    prefixed("Deno Deploy token", "ddp_", rf"{A}{{36}}"),
    prefixed("WakaTime key", "waka_", UUID),
    prefixed("Ionic token", "ion_", rf"{A}{{42}}"),
    prefixed("HashiCorp Vault token", "hvs. hvb. hvr.", rf"{W}{{24,300}}"),
    shaped("Terraform Cloud token", ".atlasv1.", rf"(?<!{A}){A}{{14}}\.atlasv1\.[A-Za-z0-9_=-]{{60,70}}"),
    prefixed("Pulumi token", "pul-", rf"{H}{{40}}"),
    prefixed("Infracost key", "ico-", rf"(?=[A-Za-z]{{0,32}}\d){A}{{32}}"),
    prefixed("Doppler token", "dp.pt. dp.ct. dp.sa. dp.scim. dp.audit.", r"[A-Za-z0-9._-]{40,60}"),
    prefixed("Doppler service token", "dp.st.", r"[A-Za-z0-9._-]{40,90}"),
    prefixed("Infisical token", "st.", rf"{H}{{24}}\.{H}{{32}}\.{H}{{32}}"),
    prefixed("1Password service token", "ops_eyJ", rf"{W}{{100,1500}}={{0,2}}"),
    prefixed("1Password secret key", "A3-", r"[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}"),
    shaped("Bitwarden access token", "0.", rf"(?<![\w.])0\.{UUID}\.{A}{{30}}:[A-Za-z0-9+/]{{22}}=="),
)
