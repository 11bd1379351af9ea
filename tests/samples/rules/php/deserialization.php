<?php

function restore($blob, $doc)
{
    // ruleid: php-unserialize-request, php-unserialize
    unserialize($_COOKIE['state']);
    // ruleid: php-unserialize-request, php-unserialize
    unserialize(base64_decode($_POST['data']));
    // ruleid: php-unserialize
    unserialize($blob);
    // ok: php-unserialize-request, php-unserialize
    unserialize($_COOKIE['state'], ['allowed_classes' => false]);
    // ok: php-unserialize-request, php-unserialize
    json_decode($_COOKIE['state']);
    // ok: php-unserialize-request, php-unserialize
    unserialize('a:0:{}');
    // ruleid: php-xxe
    $doc->loadXML($blob, LIBXML_NOENT | LIBXML_DTDLOAD);
    // ruleid: php-xxe
    simplexml_load_string($blob, 'SimpleXMLElement', LIBXML_NOENT);
    // ruleid: php-xxe
    libxml_disable_entity_loader(false);
    // ok: php-xxe
    libxml_disable_entity_loader(true);
    // ok: php-xxe
    $doc->loadXML($blob);
    // ok: php-xxe
    simplexml_load_string($blob, 'SimpleXMLElement', LIBXML_NONET);
}
