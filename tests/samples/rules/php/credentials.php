<?php

// ruleid: php-hardcoded-credential
$db = new PDO('mysql:host=db', 'app', 'tr0ub4dor');
// ruleid: php-hardcoded-credential
define('DB_PASSWORD', 'tr0ub4dor');
// ruleid: php-hardcoded-credential
$api_key = '9f8e7d6c5b4a39281706';
// ruleid: php-hardcoded-credential
JWT::encode($claims, 's3cr3tk3yvalue', 'HS256');
// ok: php-hardcoded-credential, php-empty-password
$db = new PDO('mysql:host=db', 'app', getenv('DB_PASSWORD'));
// ok: php-hardcoded-credential
$password = $_POST['password'];
// ok: php-hardcoded-credential
define('DB_PASSWORD', getenv('DB_PASSWORD'));
// ruleid: php-empty-password
$link = mysqli_connect('db', 'root', '');
// ok: php-empty-password
$link = mysqli_connect('db', 'root', $config['password']);
// ruleid: php-ldap-anonymous
ldap_bind($ldap);
// ok: php-ldap-anonymous
ldap_bind($ldap, $user, $secret);
// ok: php-ldap-anonymous
ldap_bind($ldap, $user, getenv('LDAP_PASSWORD'));
// ruleid: php-jwt-unverified
JWT::decode($token, $key, ['HS256', 'none']);
// ruleid: php-jwt-unverified
$header = ['alg' => 'none', 'typ' => 'JWT'];
// ok: php-jwt-unverified
JWT::decode($token, new Key($key, 'RS256'));
// ok: php-jwt-unverified
$header = ['alg' => 'RS256', 'typ' => 'JWT'];

// ruleid: php-loose-comparison
if ($user->token == $_GET['token']) {
    exit;
}
// ruleid: php-loose-comparison, php-weak-hash, php-fast-password-hash
if (md5($_POST['password']) == $stored) {
    exit;
}
// ruleid: php-loose-comparison
if (strcmp($_POST['password'], $stored) == 0) {
    exit;
}
// ok: php-loose-comparison
if (hash_equals($user->token, $_GET['token'])) {
    exit;
}
// ok: php-loose-comparison
if ($user->token === $_GET['token']) {
    exit;
}
// ok: php-loose-comparison
if ($user->token == null) {
    exit;
}
