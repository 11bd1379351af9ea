<?php

function fetch($client, $curl)
{
    // ruleid: php-ssrf
    curl_setopt($curl, CURLOPT_URL, $_GET['url']);
    // ruleid: php-ssrf, php-path-traversal
    file_get_contents($_GET['url']);
    // ruleid: php-ssrf
    Http::get($request->input('url'));
    // ruleid: php-ssrf
    $client->request('GET', 'http://' . $_GET['host'] . '/status');
    // ruleid: php-ssrf
    curl_init("https://{$_GET['host']}/");
    // ok: php-ssrf
    curl_init('https://api.internal/users/' . $_GET['id']);
    // ok: php-ssrf
    curl_init("https://api.internal/users/{$_GET['id']}");
    // ok: php-ssrf
    Http::get('https://api.internal/', ['q' => $_GET['q']]);
    $hosts = ['a' => 'https://a.internal/'];
    // ok: php-ssrf
    curl_init($hosts[$_GET['site']]);
}

function go()
{
    // ruleid: php-open-redirect
    header('Location: ' . $_GET['next']);
    // ruleid: php-open-redirect
    header("Location: {$_GET['next']}");
    // ruleid: php-open-redirect
    redirect($request->input('return_to'));
    // ruleid: php-open-redirect
    $response = new RedirectResponse($_GET['next']);
    // ok: php-open-redirect
    header('Location: /users/' . $_GET['id']);
    // ok: php-open-redirect
    header('Location: /home');
    // ok: php-open-redirect
    redirect()->route('user', ['id' => $request->input('id')]);
    // ok: php-open-redirect
    redirect(route('user', $request->input('id')));
}

function headers($response)
{
    // ruleid: php-header-injection
    header('X-Name: ' . $_GET['name']);
    // ruleid: php-header-injection
    mail('a@app.internal', 'Hello', 'Text', 'From: ' . $_POST['email']);
    // ok: php-header-injection
    header('X-Name: fixed');
    // ok: php-header-injection
    mail('a@app.internal', 'Hello', $_POST['text']);
    // ok: php-header-injection
    header('X-Name: ' . rawurlencode($_GET['name']));
    // ruleid: php-cors-any
    header('Access-Control-Allow-Origin: *');
    // ruleid: php-cors-any
    $response->headers->set('Access-Control-Allow-Origin', '*');
    // ok: php-cors-any
    header('Access-Control-Allow-Origin: https://app.internal');
    // ok: php-cors-any
    header('Cache-Control: *');
}

function tls($curl, $client)
{
    // ruleid: php-tls-verify-off
    curl_setopt($curl, CURLOPT_SSL_VERIFYPEER, false);
    // ruleid: php-tls-verify-off
    curl_setopt($curl, CURLOPT_SSL_VERIFYHOST, 0);
    // ruleid: php-tls-verify-off
    $client = new Client(['verify' => false]);
    // ruleid: php-tls-verify-off
    $context = ['ssl' => ['verify_peer' => false]];
    // ruleid: php-tls-verify-off
    Http::withoutVerifying()->get('https://a.internal/');
    // ok: php-tls-verify-off
    curl_setopt($curl, CURLOPT_SSL_VERIFYPEER, true);
    // ok: php-tls-verify-off
    curl_setopt($curl, CURLOPT_SSL_VERIFYHOST, 2);
    // ok: php-tls-verify-off
    $client = new Client(['verify' => '/etc/ca.pem']);
    // ruleid: php-old-tls
    curl_setopt($curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_SSLv3);
    // ok: php-old-tls
    curl_setopt($curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    // ok: php-old-tls
    curl_setopt($curl, CURLOPT_TIMEOUT, 3);
    // ruleid: php-plain-ftp
    ftp_connect('a.internal');
    // ok: php-plain-ftp
    ftp_ssl_connect('a.internal');
    // ok: php-plain-ftp
    ssh2_connect('a.internal');
}

function directory($link, $doc, $user)
{
    // ruleid: php-ldap-injection
    ldap_search($link, 'dc=app', '(uid=' . $_GET['user'] . ')');
    // ruleid: php-ldap-injection
    ldap_search($link, 'dc=app', "(uid=$user)");
    // ok: php-ldap-injection
    ldap_search($link, 'dc=app', '(uid=' . ldap_escape($_GET['user'], '', LDAP_ESCAPE_FILTER) . ')');
    // ok: php-ldap-injection
    ldap_search($link, 'dc=app', '(uid=admin)');
    // ruleid: php-xpath-injection
    $doc->xpath("//user[name='" . $_GET['name'] . "']");
    // ok: php-xpath-injection
    $doc->xpath('//user[1]');
    // ok: php-xpath-injection
    $doc->xpath('//user[' . (int) $_GET['n'] . ']');
}
