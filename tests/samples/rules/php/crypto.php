<?php

function hashes($data, $password)
{
    // ruleid: php-weak-hash
    md5($data);
    // ruleid: php-weak-hash
    hash('sha1', $data);
    // ok: php-weak-hash
    hash('sha256', $data);
    // ok: php-weak-hash
    hash_hmac('sha512', $data, $key);
    // ruleid: php-fast-password-hash
    hash('sha256', $password);
    // ruleid: php-fast-password-hash, php-weak-hash
    sha1($salt . $password);
    // ruleid: php-fast-password-hash
    password_hash($password, PASSWORD_BCRYPT, ['cost' => 4]);
    // ok: php-fast-password-hash
    password_hash($password, PASSWORD_DEFAULT);
    // ok: php-fast-password-hash
    password_hash($password, PASSWORD_BCRYPT, ['cost' => 12]);
    // ok: php-fast-password-hash
    hash('sha256', $data);
}

function ciphers($data, $key)
{
    // ruleid: php-weak-cipher
    openssl_encrypt($data, 'des-ede3-cbc', $key, 0, $iv);
    // ruleid: php-weak-cipher
    openssl_encrypt($data, 'AES-128-ECB', $key);
    // ok: php-weak-cipher, php-static-iv
    openssl_encrypt($data, 'aes-256-gcm', $key, 0, $iv, $tag);
    // ok: php-weak-cipher, php-static-iv
    openssl_encrypt($data, 'aes-256-cbc', $key, 0, random_bytes(16));
    // ruleid: php-static-iv
    openssl_encrypt($data, 'aes-256-cbc', $key, 0, '0123456789abcdef');
    // ruleid: php-weak-key
    openssl_pkey_new(['private_key_bits' => 1024]);
    // ok: php-weak-key
    openssl_pkey_new(['private_key_bits' => 2048]);
    // ok: php-weak-key
    openssl_pkey_new(['digest_alg' => 'sha256']);
}

function resetToken()
{
    // ruleid: php-weak-random, php-weak-hash
    return md5(uniqid());
}

function draw()
{
    // ruleid: php-weak-random
    $token = mt_rand(100000, 999999);
    // ruleid: php-weak-random
    $user->reset_code = rand(1000, 9999);
    // ok: php-weak-random
    $token = bin2hex(random_bytes(16));
    // ok: php-weak-random
    $delay = rand(1, 5);
}
