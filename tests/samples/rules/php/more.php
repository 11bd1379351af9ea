<?php
return [
    'connection' => [
        'username' => 'app',
        // ruleid: php-hardcoded-credential
        'password' => 'Lq8vZ3mXw1Kp',
    ],
    'form' => [
        // ok: php-hardcoded-credential
        'password' => 'required|min:8',
        // ok: php-hardcoded-credential
        'api_key' => 'the-key-from-your-account',
    ],
    'session' => [
        // ruleid: php-cookie-flags
        'http_only' => false,
        // ok: php-cookie-flags
        'secure' => env('SESSION_SECURE_COOKIE', true),
    ],
    // ok: php-unserialize
    'cached' => unserialize(file_get_contents('/var/cache/app/routes')),
];

function count_of() {
    // ok: php-xss
    printf("%d of %5.2f", $_GET['n'], $_GET['m']);
    // ruleid: php-xss
    printf("%s items", $_GET['n']);
    // ruleid: php-fast-password-hash
    return crypt($password, 'ab');
}
